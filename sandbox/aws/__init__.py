"""The simulated aws provider."""
