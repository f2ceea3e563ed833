# What is shown at a glance.
