"""template.yaml, the only description of the system: translated from SAM and resolved to concrete values."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from infra.local.intrinsics import Resolver, Value
from infra.local.naming import NAMINGS, PSEUDO_PARAMETERS, REGION, made_name
from perennial.errors import RefusedError

SAM_FUNCTION = "AWS::Serverless::Function"
FUNCTION = "AWS::Lambda::Function"
ALIAS = "AWS::Lambda::Alias"
SOME_CODE = "s3://code/function.zip"
SOME_IMAGE = f"123456789012.dkr.ecr.{REGION}.amazonaws.com/code:image"


@dataclass(frozen=True)
class Template:
    """A translated template, its parameters set, as a stack at `endpoint`."""

    folder: Path
    source: dict[str, Any]
    translated: dict[str, Any]
    parameters: Mapping[str, str]
    endpoint: str

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The resources of these types whose condition holds: logical id, properties as written."""
        for logical_id, resource in self.translated["Resources"].items():
            condition = resource.get("Condition")
            if resource["Type"] in types and (condition is None or self._resolver.condition(condition)):
                yield logical_id, resource.get("Properties", {})

    def resolve(self, value: Value) -> Value:
        """A value of the template with every intrinsic in it evaluated."""
        return self._resolver.resolve(value)

    def attributes(self, logical_id: str) -> dict[str, str]:
        """What Ref and Fn::GetAtt say of a resource; raises LookupError for a type the local stack does not make."""
        resource = self.translated["Resources"][logical_id]
        properties = resource.get("Properties", {})
        if resource["Type"] == ALIAS:
            function = self.attributes(properties["FunctionName"]["Ref"])
            return {"Ref": f"{function['Arn']}:{properties['Name']}"}
        naming = NAMINGS[resource["Type"]]
        given = properties.get(naming.name_property)
        name = made_name(logical_id, fifo="FifoQueue" in properties) if given is None else self.resolve(given)
        return naming.attributes(name, self.endpoint)

    @cached_property
    def function_ids(self) -> dict[str, str]:
        """The logical ids of the functions by every name and ARN, aliases included."""
        named = {
            name: logical_id
            for logical_id, _ in self.of_type(FUNCTION)
            for name in (self.attributes(logical_id)["Ref"], self.attributes(logical_id)["Arn"])
        }
        aliases = {
            self.attributes(logical_id)["Ref"]: properties["FunctionName"]["Ref"]
            for logical_id, properties in self.of_type(ALIAS)
        }
        return named | aliases

    def code_root(self, logical_id: str) -> Path:
        """The folder where a function's handler name starts."""
        resource = self.source["Resources"][logical_id]
        properties = {**self.source.get("Globals", {}).get("Function", {}), **resource["Properties"]}
        metadata = resource.get("Metadata", {})
        root: str = metadata.get("DockerContext") or metadata.get("ProjectRootDirectory") or properties["CodeUri"]
        return (self.folder / root).resolve()

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._reference, self._attribute, self.translated.get("Conditions", {}))

    def _reference(self, name: str) -> str:
        constants = {**PSEUDO_PARAMETERS, **self.parameters}
        return constants[name] if name in constants else self.attributes(name)["Ref"]

    def _attribute(self, path: str) -> str:
        logical_id, attribute = path.split(".", 1)
        return self.attributes(logical_id)[attribute]


def load_template(path: Path, overrides: Mapping[str, str], endpoint: str) -> Template:
    """Read, translate and set the parameters of a SAM template; raises RefusedError with what is wrong in it."""
    source = yaml_parse(path.read_text(encoding="utf-8"))
    parameters = _parameters(source, overrides)
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)  # the translator asks for it
    try:
        translated = transform(_without_code(yaml_parse(path.read_text(encoding="utf-8"))), parameters, NoPolicies())
    except InvalidDocumentException as error:
        problems = "; ".join(cause.message for cause in error.causes)
        raise RefusedError(f"{path.name}: {problems}") from error
    return Template(path.parent, source, translated, parameters, endpoint)


class NoPolicies:
    """The translator asks for managed policies by name; nothing here is allowed or refused."""

    def load(self) -> dict[str, str]:
        return {}


def _parameters(source: dict[str, Any], overrides: Mapping[str, str]) -> dict[str, str]:
    declared = source.get("Parameters", {})
    unknown = sorted(set(overrides) - set(declared))
    if unknown:
        raise RefusedError(f"template: there is no parameter {', '.join(unknown)}; check the name.")
    defaults = {name: str(parameter["Default"]) for name, parameter in declared.items() if "Default" in parameter}
    return {**defaults, **overrides}


def _without_code(source: dict[str, Any]) -> dict[str, Any]:
    """The translator wants to see uploaded code; here a function's code stays where it is."""
    for resource in source["Resources"].values():
        if resource["Type"] == SAM_FUNCTION:
            image = resource["Properties"].get("PackageType") == "Image"
            resource["Properties"] |= {"ImageUri": SOME_IMAGE} if image else {"CodeUri": SOME_CODE}
    return source
