"""Which question a text asks: one linear model over letters and words, one over meaning, and calibration."""
