"""The habits of the code that new code should follow, each read from the code's own majority.

A habit that the code does not show is absent: nothing is guessed. The names, by the module that reads them:

- `naming`: import-extension, quotes, feature-folder, module-file, controller-file, service-file, dto-file, class-plural
- `access`: auth-guard, roles-guard, global-guard, throttler-guard, roles-decorator, roles-written, admin-role,
  roles-type, roles-values, user-model, public-decorator, current-user, current-user-id, current-user-type
- `habits`: prisma-service, prisma-property, prisma-types, app-module, validation-pipe, swagger, route-prefix,
  versioning, global-prefix-call, response-envelope, id-pipe, pagination-query, pagination-helper, pagination-base,
  pagination-shape, list-order, unique-violation, not-found, conflict, id-type, created-at, updated-at,
  soft-delete, soft-delete-filter, tenancy, tenancy-filter, on-delete
- `clients`: outbound-client, cache-client, each once for every package
- `testing_habits`: unit-suffix, e2e-suffix, e2e-folder, test-globals, e2e-setup, fake-style, readme-route-table,
  readme-route-columns, commit-convention
"""

from itertools import chain

from podium.plan.survey import Convention
from podium.survey.access import access
from podium.survey.clients import clients
from podium.survey.evidence import Known
from podium.survey.habits import habits
from podium.survey.naming import naming
from podium.survey.testing_habits import testing_habits


def read_conventions(known: Known) -> tuple[Convention, ...]:
    """Every habit that the code shows, sorted by name, then by place."""
    found = chain(naming(known), access(known), habits(known), clients(known), testing_habits(known))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.name, one.place)))
