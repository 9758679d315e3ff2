# Runs graphite-web, as it is installed, on data of our own: whisper files in a folder that is given, its own
# URLs and views, its own database of tags. Reads one JSON document, writes one:
# {"folder", "stepSeconds", "series": [{"path", "start", "values"}], "requests": [[url, query]]}
# -> {"functions": [name], "answers": [[status, body]]}
import json
import os
import sys

given = json.load(sys.stdin)
folder = given["folder"]
os.makedirs(os.path.join(folder, "log"), exist_ok=True)
os.makedirs(os.path.join(folder, "whisper"), exist_ok=True)
with open(os.path.join(folder, "reference_settings.py"), "w") as settings:
    settings.write(f"""
SECRET_KEY = "only for a test"
STORAGE_DIR = {folder!r}
LOG_DIR = {os.path.join(folder, "log")!r}
WHISPER_DIR = {os.path.join(folder, "whisper")!r}
INDEX_FILE = {os.path.join(folder, "index")!r}
LOG_ROTATION = False
TIME_ZONE = "UTC"
MEMCACHE_HOSTS = []
CARBONLINK_HOSTS = []
FIND_CACHE_DURATION = 0
DEFAULT_CACHE_DURATION = 0
TAGDB_CACHE_DURATION = 0
USE_WORKER_POOL = False
DATABASES = {{"default": {{"NAME": ":memory:", "ENGINE": "django.db.backends.sqlite3"}}}}
""")
sys.path.insert(0, folder)
os.environ["GRAPHITE_SETTINGS_MODULE"] = "reference_settings"
os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"

import django
import whisper

django.setup()
from django.core.management import call_command
from django.test import Client

call_command("migrate", run_syncdb=True, verbosity=0)

from graphite.functions import SeriesFunctions
from graphite.storage import STORE
from graphite.tags.utils import TaggedSeries

step = given["stepSeconds"]
for series in given["series"]:
    path = series["path"]
    relative = TaggedSeries.encode(path, sep=os.sep) if ";" in path else path.replace(".", os.sep)
    file = os.path.join(folder, "whisper", relative + ".wsp")
    os.makedirs(os.path.dirname(file), exist_ok=True)
    whisper.create(file, [(step, 2 * 86400 // step)], xFilesFactor=0)
    points = [(series["start"] + i * step, value) for i, value in enumerate(series["values"]) if value is not None]
    whisper.update_many(file, points)
    if ";" in path:
        STORE.tagdb.tag_series(path)

client = Client(raise_request_exception=False)
answers = []
for url, query in given["requests"]:
    response = client.get(url, query)
    answers.append([response.status_code, response.content.decode("utf-8", "replace")])
json.dump({"functions": sorted(SeriesFunctions()), "answers": answers}, sys.stdout)
