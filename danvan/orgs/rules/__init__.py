"""What units are, as plain Python: the register of the dated files, the unit classes, lineage and maps."""
