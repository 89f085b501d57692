"""The ground floor: pure values and rules. No clock, no files, no terminal."""
