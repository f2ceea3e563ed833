# Warum der Hub etwas ablehnt.
