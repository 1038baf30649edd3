"""`--fail`: one create that fails."""

from sandbox.cloud import Refused


class FailureSwitch:
    """Makes the N-th create of a type fail, as a cloud has its bad days (`--fail TYPE[:N]`, N from 1)."""

    def __init__(self, wanted: str | None = None) -> None:
        head, _, number = (wanted or "").rpartition(":")
        self.type, self.left = (head, int(number)) if number.isdigit() else (wanted or "", 1)

    def check(self, token: str) -> None:
        if self.type and self.type in (token, token.split(":")[-1]):
            self.left -= 1
            if self.left == 0:
                raise Refused(f"500 InternalServerError: simulated failure of {token}")
