# Renders series by graphite-web as it is installed, in this one process, and says what an answer costs.
# Arguments: a folder with <n>.f64 files of little-endian doubles, how many, their start and step in seconds.
# Writes one line: {"cpuMs": of one answer, "bytes": of its body}
import array
import json
import math
import os
import sys
import time

folder, count, start, step = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
whisper_folder = os.path.join(folder, "whisper")
os.makedirs(os.path.join(folder, "log"))
os.makedirs(os.path.join(whisper_folder, "bench"))
with open(os.path.join(folder, "bench_settings.py"), "w") as settings:
    settings.write(f"""
SECRET_KEY = "only for a bench"
STORAGE_DIR = {folder!r}
LOG_DIR = {os.path.join(folder, "log")!r}
WHISPER_DIR = {whisper_folder!r}
INDEX_FILE = {os.path.join(folder, "index")!r}
LOG_ROTATION = False
TIME_ZONE = "UTC"
MEMCACHE_HOSTS = []
CARBONLINK_HOSTS = []
FIND_CACHE_DURATION = 0
DEFAULT_CACHE_DURATION = 0
USE_WORKER_POOL = False
DATABASES = {{"default": {{"NAME": ":memory:", "ENGINE": "django.db.backends.sqlite3"}}}}
""")
sys.path.insert(0, folder)
os.environ["GRAPHITE_SETTINGS_MODULE"] = "bench_settings"
os.environ["DJANGO_SETTINGS_MODULE"] = "graphite.settings"

import django
import whisper

django.setup()
from django.core.management import call_command
from django.test import Client

call_command("migrate", run_syncdb=True, verbosity=0)

points = 0
for i in range(count):
    values = array.array("d")
    with open(os.path.join(folder, f"{i}.f64"), "rb") as file:
        values.frombytes(file.read())
    points = len(values)
    path = os.path.join(whisper_folder, "bench", f"s{i}.wsp")
    whisper.create(path, [(step, 2 * 86400 // step)], xFilesFactor=0)
    whisper.update_many(path, [(start + n * step, v) for n, v in enumerate(values) if not math.isnan(v)])

client = Client()
query = {"target": "bench.*", "from": start, "until": start + points * step, "format": "json", "noCache": "1"}
times, body = 5, b""
for run in range(times + 1):
    if run == 1:
        before = time.process_time()
    response = client.get("/render", query)
    body = response.content
cpu_ms = (time.process_time() - before) * 1000 / times
answer = json.loads(body)
if response.status_code != 200 or len(answer) != count or len(answer[0]["datapoints"]) != points:
    sys.exit(f"status {response.status_code}, {len(answer)} series of {len(answer[0]['datapoints'])} points")
print(json.dumps({"cpuMs": cpu_ms, "bytes": len(body)}))
