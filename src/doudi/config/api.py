"""The API of the whole site: one line for each app that has one. Described in docs/api/openapi.json (`make api` writes it)."""

from doudi.casework.api import router as casework
from doudi.casework.api_papers import router as casework_papers
from doudi.foundation.api import make_api
from doudi.registry.api import router as registry

api = make_api()
api.add_router("", registry)
api.add_router("", casework)
api.add_router("", casework_papers)
