"""The program: what a stack file says, and how it becomes components. Nobody else imports it."""
