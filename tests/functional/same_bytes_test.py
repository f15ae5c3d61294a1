"""The same rows give the same letters, byte by byte, whichever process renders them."""

import unittest

from house import AFTER_CUTOFF, FIRST_BATCH, HouseTest


class SameBytesTest(HouseTest):
    def test_each_process_draws_the_same_specimen(self):
        for name in ("ru/1", "en/1"):
            drawn = []
            for attempt in ("first", "second"):
                out = self.house.above / f"{attempt}.pdf"
                self.house.must("letters", "preview", "--template", name, "--out", out)
                drawn.append(out.read_bytes())
            self.assertEqual(drawn[0], drawn[1], name)
            self.assertIn(b"/Lang(" + name[:2].encode() + b")", drawn[0])

    def test_another_process_renders_the_files_of_a_batch_again_to_the_byte(self):
        self.house.import_orders(300)
        self.house.must("clock", "set", AFTER_CUTOFF)
        self.house.must("nightly", "--no-hand-over")
        self.house.must("batches", "verify", FIRST_BATCH)


if __name__ == "__main__":
    unittest.main()
