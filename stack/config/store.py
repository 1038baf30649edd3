"""What all backends share that this program can build."""

from typing import Literal

from pydantic import Field

from stack.config.target import Written
from stack.config.values import BackendName, StackName

Access = Literal["public"]
STAYS_OUT = (
    "`public` keeps this store out of `azure.privateLink`: reachable from any network, with authentication. That "
    "network reaches it by its public address too: it is in no private link scope and has no private endpoint, so its "
    "name does not lead into the zones."
)


class Store(Written):
    """A store that this program builds, or that another of its stacks has built."""

    stack: StackName | None = Field(
        default=None,
        description="Full name of the stack that has the store, `organization/project/stack`; this one builds the "
        "access of its cluster only.",
    )
    backend: BackendName | None = Field(default=None, description="Name of the store there, where it is another one.")

    @property
    def is_built(self) -> bool:
        """Whether this stack builds the store."""
        return self.stack is None
