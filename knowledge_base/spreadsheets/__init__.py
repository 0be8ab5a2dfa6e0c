"""Knowledge out to spreadsheets and translators' files, and back in after a look at what would change."""
