"""Faults: what a server or a network does to an answer.

A rule is an object: `kind`, and optionally `method` (of any request in the body; without it, every one), `skip` (matches let through first),
`times` (how often, by default once), and what the kind needs:

* `dropBefore`: the connection closes before anything was done;   `dropAfter`: it was done, but nobody is told
* `delay`: `seconds`, after it was done;                          `delayBefore`: before it is done
* `truncate`: half of the body, and the connection closes;        `html`: a page instead of JSON
* `status`: `code`, optionally `retryAfter`;                      `oversized`: `bytes` of padding within the JSON
* `wrongId`: the ids of the answers are others;                   `reorder`: a batch answered in reverse
* `missing`: a batch answered without its last element;           `malformed`: bytes that are no JSON
* `error`: a JSON-RPC error, `code` and `message`;                `null`: the result is null
"""

import threading

CONTROL_PREFIXES = ("test_", "evm_")


class Faults:
    """The rules that wait for their requests."""

    def __init__(self):
        self._lock = threading.Lock()
        self._rules = []

    def add(self, rules):
        with self._lock:
            for rule in rules:
                self._rules.append({**rule, "skip": rule.get("skip", 0), "times": rule.get("times", 1)})

    def clear(self):
        with self._lock:
            self._rules = []

    def waiting(self):
        with self._lock:
            return len(self._rules)

    def take(self, methods):
        """The rule that a request with these methods has to suffer."""
        if methods and all(method.startswith(CONTROL_PREFIXES) for method in methods):
            return None
        with self._lock:
            for rule in self._rules:
                if "method" in rule and rule["method"] not in methods:
                    continue
                if rule["skip"] > 0:
                    rule["skip"] -= 1
                    continue
                rule["times"] -= 1
                if rule["times"] <= 0:
                    self._rules.remove(rule)
                return rule
        return None
