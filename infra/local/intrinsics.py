"""CloudFormation's intrinsic functions, as far as the template needs them: properties become plain values."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from perennial.errors import RefusedError

type Value = Any  # whatever YAML can hold
NO_VALUE = object()
PLACEHOLDER = re.compile(r"\$\{(!?)([A-Za-z0-9.:_]+)\}")


class Resolver:
    """Turns a template's values into concrete ones.

    `references` and `attributes` answer Ref and Fn::GetAtt by name (`Queue`, `Queue.Arn`) and raise LookupError for
    what they do not know. `conditions` are the template's own, unresolved.
    """

    def __init__(
        self,
        references: Callable[[str], Value],
        attributes: Callable[[str], Value],
        conditions: Mapping[str, Value],
    ) -> None:
        self._references = references
        self._attributes = attributes
        self._conditions = conditions
        self._functions: dict[str, Callable[[Value], Value]] = {
            "Ref": self._ref,
            "Condition": self.condition,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::Equals": self._equals,
            "Fn::Not": lambda arguments: not self.resolve(arguments[0]),
            "Fn::And": lambda arguments: all(self.resolve(argument) for argument in arguments),
            "Fn::Or": lambda arguments: any(self.resolve(argument) for argument in arguments),
            "Fn::Select": lambda arguments: self.resolve(arguments[1])[int(self.resolve(arguments[0]))],
            "Fn::Split": lambda arguments: self.resolve(arguments[1]).split(self.resolve(arguments[0])),
        }

    def resolve(self, value: Value) -> Value:
        """The value with every intrinsic in it evaluated; AWS::NoValue entries are gone. Raises RefusedError."""
        if isinstance(value, list):
            return [entry for entry in map(self.resolve, value) if entry is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            name, arguments = next(iter(value.items()))
            if name in self._functions:
                return self._functions[name](arguments)
            if name.startswith("Fn::"):
                raise RefusedError(f"template: the local stack does not know {name}; say it with another function.")
        resolved = {key: self.resolve(entry) for key, entry in value.items()}
        return {key: entry for key, entry in resolved.items() if entry is not NO_VALUE}

    def condition(self, name: str) -> bool:
        """Whether one of the template's named conditions holds."""
        return bool(self.resolve(_found(self._conditions.__getitem__, name)))

    def _ref(self, name: str) -> Value:
        return NO_VALUE if name == "AWS::NoValue" else _found(self._references, name)

    def _get_att(self, path: str | list[str]) -> Value:
        return _found(self._attributes, path if isinstance(path, str) else ".".join(path))

    def _sub(self, arguments: Value) -> str:
        text, own = (arguments, {}) if isinstance(arguments, str) else arguments

        def value_of(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            if name in own:
                return str(self.resolve(own[name]))
            return str(self._get_att(name) if "." in name else self._ref(name))

        return PLACEHOLDER.sub(value_of, text)

    def _join(self, arguments: Value) -> str:
        separator, parts = arguments
        return str(separator).join(str(part) for part in self.resolve(parts))

    def _if(self, arguments: Value) -> Value:
        name, then, otherwise = arguments
        return self.resolve(then if self.condition(name) else otherwise)

    def _equals(self, arguments: Value) -> bool:
        left, right = (str(self.resolve(argument)) for argument in arguments)
        return left == right


def _found(lookup: Callable[[str], Value], name: str) -> Value:
    try:
        return lookup(name)
    except LookupError as error:
        raise RefusedError(f"template: the local stack knows nothing called {name}; check the name.") from error
