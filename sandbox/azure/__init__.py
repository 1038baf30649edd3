"""The simulated azure-native provider."""
