"""gRPC providers the engine attaches to (PULUMI_DEBUG_PROVIDERS), one per simulated package."""

import copy
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox import schema
from sandbox.aws.provider import Aws
from sandbox.azure.provider import AzureNative
from sandbox.cloud import Cloud, Object, Refused
from sandbox.failure_switch import FailureSwitch
from sandbox.kubernetes.provider import Kubernetes
from sandbox.package import Package
from sandbox.random import Random
from sandbox.values import changed_paths, whole

RealClusterAt = Callable[[Cloud, FailureSwitch], Package]
CHANGES = {True: provider_pb2.DiffResponse.DIFF_SOME, False: provider_pb2.DiffResponse.DIFF_NONE}
PACKAGES: tuple[type[Package], ...] = (AzureNative, Aws, Kubernetes, Random)


@dataclass(frozen=True)
class Serving:
    """Providers while they are served."""

    packages: list[Package]
    servers: list[grpc.Server]
    addresses: str
    """What PULUMI_DEBUG_PROVIDERS takes."""

    def stop(self) -> None:
        for package in self.packages:
            package.stop()
        for server in self.servers:
            server.stop(None)


def serve(cloud: Cloud, fail: str | None = None, cluster: RealClusterAt | None = None) -> Serving:
    """Starts a provider for every package; `cluster` puts a real API server behind that of Kubernetes."""
    switch = FailureSwitch(fail)
    packages = [package(cloud, switch) for package in PACKAGES if not (cluster and package is Kubernetes)]
    if cluster:
        packages.append(cluster(cloud, switch))
    servers: list[grpc.Server] = []
    addresses: list[str] = []
    for package in packages:
        server = grpc.server(ThreadPoolExecutor(max_workers=32), options=[("grpc.max_receive_message_length", 1 << 28)])
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(package), server)
        addresses.append(f"{package.name}:{server.add_insecure_port('127.0.0.1:0')}")
        server.start()
        servers.append(server)
    return Serving(packages, servers, ",".join(addresses))


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """The provider protocol on plain values. Secrets are the engine's own affair: it marks what came in as one.

    A program may have several providers of a package. No request says whose it is, but each provider has a connection
    of its own, and the package is kept by connection in the configuration that came over it.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.configured: dict[str, Package] = {}

    def of(self, context: Any) -> Package:
        """The package as the provider behind a request has configured it; as it is where there is no connection."""
        if context is None:
            return self.package
        if context.peer() not in self.configured:
            raise LookupError(f"no provider was configured over {context.peer()}")
        return self.configured[context.peer()]

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=metadata.version(f"pulumi-{self.package.name}"))

    def GetSchema(self, request: Any, context: Any) -> Any:
        return provider_pb2.GetSchemaResponse(schema="{}")

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        changed = plain(request.olds) != plain(request.news)
        return provider_pb2.DiffResponse(changes=CHANGES[changed])

    def Configure(self, request: Any, context: Any) -> Any:
        configured = copy.copy(self.package)
        configured.config = plain(request.args)
        if refusal := configured.refuses_to_work():
            context.abort(grpc.StatusCode.UNKNOWN, refusal)
        self.configured[context.peer()] = configured
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Invoke(self, request: Any, context: Any) -> Any:
        try:
            answer = self.of(context).invoke(request.tok, plain(request.args))
        except Refused as refused:
            return provider_pb2.InvokeResponse(failures=[provider_pb2.CheckFailure(reason=str(refused))])
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(struct(answer))
        return response

    def Check(self, request: Any, context: Any) -> Any:
        token, package = type_token(request.urn), self.of(context)
        news = package.defaults(token, request.urn.split("::")[-1], plain(request.olds), plain(request.news))
        failures = [
            provider_pb2.CheckFailure(property=path, reason=reason)
            for path, reason in [*schema.input_problems(token, news), *package.problems(token, news)]
        ]
        return provider_pb2.CheckResponse(inputs=struct(news), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:
        olds, news = plain(request.old_inputs), plain(request.news)
        changed = [p for p in changed_paths(olds, news) if p.split(".")[0] not in request.ignoreChanges]
        token, package = type_token(request.urn), self.of(context)
        immutable = package.replacing(token, olds, news)
        replaces = [p for p in changed if any(p == i or p.startswith((f"{i}.", f"{i}[")) for i in immutable)]
        return provider_pb2.DiffResponse(
            changes=CHANGES[bool(changed)],
            diffs=sorted({p.split(".")[0] for p in changed}),
            replaces=sorted({p.split(".")[0] for p in replaces}),
            deleteBeforeReplace=bool(replaces) and package.replaces_by_deleting_first(token, olds),
        )

    def Create(self, request: Any, context: Any) -> Any:
        token, inputs, package = type_token(request.urn), plain(request.properties), self.of(context)
        if request.preview:
            promised = package.previewed(inputs, package.outputs(token, "", inputs), schema.UNKNOWN)
            return provider_pb2.CreateResponse(properties=struct(promised))
        made = self._try(context, lambda: package.create(token, inputs))
        return provider_pb2.CreateResponse(id=made.id, properties=struct(made.outputs))

    def Update(self, request: Any, context: Any) -> Any:
        news, package = plain(request.news), self.of(context)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=struct(package.previewed(news, plain(request.olds))))
        made = self._try(context, lambda: package.update(_found(package, request), news))
        return provider_pb2.UpdateResponse(properties=struct(made.outputs))

    def Delete(self, request: Any, context: Any) -> Any:
        package = self.of(context)
        if old := package.find(type_token(request.urn), request.id, plain(request.properties)):
            self._try(context, lambda: package.delete(old))
        return empty_pb2.Empty()

    def Read(self, request: Any, context: Any) -> Any:
        found = self.of(context).find(type_token(request.urn), request.id, plain(request.properties))
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=found.id, properties=struct(found.outputs), inputs=struct(found.inputs))

    def _try(self, context: Any, act: Any) -> Any:
        try:
            return act()
        except Refused as refused:
            context.abort(grpc.StatusCode.UNKNOWN, str(refused))
        except Exception as error:
            logging.getLogger(__name__).exception("sandbox")
            context.abort(grpc.StatusCode.INTERNAL, f"the sandbox itself failed: {error!r}")


def _found(package: Package, request: Any) -> Object:
    if (found := package.find(type_token(request.urn), request.id, plain(request.olds))) is None:
        raise Refused(f"404 NotFound: {request.id} does not exist")
    return found


def type_token(urn: str) -> str:
    """The type of the resource itself: a URN carries those of all its parents before it."""
    return urn.split("::")[2].split("$")[-1]


def plain(message: struct_pb2.Struct) -> dict[str, Any]:
    """A protobuf struct as Python values; whole numbers become integers again."""
    return whole(json_format.MessageToDict(message))


def struct(value: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(value, struct_pb2.Struct())
