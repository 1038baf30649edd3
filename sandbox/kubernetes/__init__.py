"""The kubernetes provider, simulated or on a real API server."""
