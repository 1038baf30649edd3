"""What another stack exports, read while the program runs: its values are known in every preview."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import pulumi

from components.contracts.endpoints import Endpoint, EndpointError, imported, this_stack
from stack.look_up import SourceError, reason

# The engine's own function: where there is no such stack a resource that reads it would end the whole update, with the
# engine's words.
_READ = "pulumi:pulumi:readStackOutputs"


BUILT_HERE = "which would delete it; leave it to this stack, others can name it by stack"


async def built_here() -> frozenset[str]:
    """Ids of the workspaces that this stack has built, in lower case, as it exported them last."""
    try:
        said: object = await pulumi.runtime.invoke_async(_READ, {"name": this_stack()})
    except Exception:
        return frozenset()
    endpoints = _mapping(_mapping(_mapping(said).get("outputs")).get("endpoints"))
    own = [_mapping(endpoint) for endpoint in endpoints.values()]
    return frozenset(str(one.get("workspaceId")).lower() for one in own if one.get("builtBy") == this_stack())


class OtherStack(NamedTuple):
    """The exports of another stack that this program reads."""

    name: str
    endpoints: Mapping[str, Any]
    passwords: Mapping[str, Any]

    @classmethod
    async def read(cls, name: str) -> "OtherStack":
        """Raises SourceError where there is no such stack, or none that exports endpoints."""
        if name == this_stack():
            raise SourceError(f"{name} is this stack; leave stack out to build the store here")
        try:
            await pulumi.runtime.invoke_async(_READ, {"name": name})
        except Exception as error:
            raise SourceError(
                f"cannot be read: {reason(error)}; `pulumi stack ls --all` says which stacks there are"
            ) from None
        reference = pulumi.StackReference(name)
        endpoints = await reference.get_output_details("endpoints")
        passwords = await reference.get_output_details("passwords")
        if endpoints.value is None:
            raise SourceError(f"{name} has no export endpoints; run `pulumi up --stack {name}` first")
        return cls(name, _mapping(endpoints.value), _mapping(passwords.secret_value or passwords.value))

    def endpoint(self, backend: str, kind: str) -> Endpoint:
        """The endpoint of a backend there. Raises SourceError where it is not there, or is another kind's."""
        if backend not in self.endpoints:
            raise SourceError(f"{self.name} exports no backend {backend}; it has {self._known()}")
        try:
            endpoint = imported(self.endpoints[backend])
        except EndpointError as error:
            raise SourceError(f"{self.name}: its endpoint {backend} {error}") from None
        if endpoint["kind"] != kind:
            raise SourceError(f"{self.name}: its backend {backend} is not of the kind {kind}; it has {self._known()}")
        if endpoint["built_by"] == this_stack():
            raise SourceError(f"{self.name} has it from this stack, {BUILT_HERE}")
        return endpoint

    def password(self, backend: str) -> pulumi.Output[str]:
        """The password of a backend there. Raises SourceError where it cannot be read."""
        password, builder = self.passwords.get(backend), self._builder(backend)
        if not isinstance(password, str) and builder != self.name:
            raise SourceError(f"{self.name} has not built {backend} and so not its password; name {builder}")
        if not isinstance(password, str):
            raise SourceError(
                f"{self.name}: its export passwords has none of {backend} that can be read; this stack needs access to "
                "the secrets provider of that one"
            )
        return pulumi.Output.secret(password)

    def _builder(self, backend: str) -> str:
        return str(_mapping(self.endpoints.get(backend)).get("builtBy"))

    def _known(self) -> str:
        kinds = {name: _mapping(endpoint).get("kind") for name, endpoint in self.endpoints.items()}
        return ", ".join(f"{name} ({kind})" for name, kind in sorted(kinds.items())) or "none"


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
