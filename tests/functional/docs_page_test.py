"""The page that shows the service's description, as a browser draws it."""

import re
import shutil
import subprocess
import tempfile
import unittest

import openapi
from house import HANGS_AFTER, HouseTest

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@unittest.skipUnless(BROWSER, "no browser is installed")
class DocsPageTest(HouseTest):
    def test_every_call_is_drawn(self):
        service, portal = self.house.serve()
        with tempfile.TemporaryDirectory() as profile:
            drawn = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                    f"--user-data-dir={profile}", "--virtual-time-budget=20000", "--dump-dom",
                                    f"http://{portal.address}/docs"], capture_output=True, text=True,
                                   timeout=HANGS_AFTER).stdout
        drawn = re.sub(r"(?s)<script>.*?</script>", "", drawn)
        calls = {operation["operationId"] for item in openapi.DOCUMENT["paths"].values() for operation in item.values()}
        self.assertEqual(set(re.findall(r'<article id="(\w+)"', drawn)), calls)
        self.assertEqual(set(re.findall(r'href="#(\w+)"', drawn)), calls, "the contents lead to each")
        self.assertIn("letter_already_pending", drawn)
        self.assertNotIn("cannot be shown", drawn)


if __name__ == "__main__":
    unittest.main()
