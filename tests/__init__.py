"""The tests; a package, so that they share builders by name."""
