# Was auf einen Blick zu sehen ist.
