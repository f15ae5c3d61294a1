#!/usr/bin/env python3
"""TLS in front of the service: versions, certificates of callers, what is refused, and what the configuration demands."""

import http.client
import socket
import ssl
import subprocess
import unittest

from house import HANGS_AFTER, USAGE, HouseTest


def make_certificate(folder, name, authority=None, subject=None):
    """A key and a certificate, signed by the authority or by itself."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
               "-subj", f"/CN={subject or name}", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
               "-keyout", str(key), "-out", str(certificate)]
    if authority:
        command += ["-CA", str(authority[1]), "-CAkey", str(authority[0])]
    subprocess.run(command, check=True, capture_output=True)
    return key, certificate


class TlsTest(HouseTest):
    def setUp(self):
        super().setUp()
        self.key, self.certificate = make_certificate(self.house.above, "localhost")
        self.configure(certificate_file=self.certificate, key_file=self.key)

    def configure(self, **files):
        self.house.set(**{name: f'"{path}"' for name, path in files.items()})

    def serve(self):
        running = self.house.start("serve")
        host, port = running.wait_for_line(r"^listening on (\S+)").group(1).rsplit(":", 1)
        return running, (host, int(port))

    def context(self, **versions):
        context = ssl.create_default_context(cafile=str(self.certificate))
        for name, value in versions.items():
            setattr(context, name, value)
        return context

    def ask(self, address, context, path="/healthz", headers=None):
        connection = http.client.HTTPSConnection(*address, context=context, timeout=HANGS_AFTER)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def test_the_service_answers_over_tls_and_its_certificate_is_verified(self):
        _, address = self.serve()
        status, body = self.ask(address, self.context())
        self.assertEqual((status, body), (200, b'{"status":"ok"}'))
        token = {"Authorization": f"Bearer {self.house.tokens['portal']}"}
        self.assertEqual(self.ask(address, self.context(), "/v1/letters", token)[0], 200)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.ask(address, ssl.create_default_context())

    def test_one_connection_carries_many_requests(self):
        _, address = self.serve()
        connection = http.client.HTTPSConnection(*address, context=self.context(), timeout=HANGS_AFTER)
        for _ in range(50):
            connection.request("GET", "/healthz")
            self.assertEqual(connection.getresponse().read(), b'{"status":"ok"}')
        connection.close()

    def test_tls_1_2_and_1_3_are_spoken_and_1_1_is_refused(self):
        _, address = self.serve()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context(minimum_version=version, maximum_version=version)
            self.assertEqual(self.ask(address, context)[0], 200, version)
        old = subprocess.run(["openssl", "s_client", "-connect", f"{address[0]}:{address[1]}", "-tls1_1", "-cipher",
                              "DEFAULT@SECLEVEL=0"], input=b"", capture_output=True, timeout=HANGS_AFTER)
        self.assertNotEqual(old.returncode, 0)
        self.assertIn(b"alert protocol version", old.stderr + old.stdout)

    def test_http_1_1_is_chosen_and_a_caller_of_other_protocols_only_is_refused(self):
        _, address = self.serve()
        context = self.context()
        context.set_alpn_protocols(["h2", "http/1.1"])
        with socket.create_connection(address) as plain, context.wrap_socket(plain, server_hostname="localhost") as tls:
            self.assertEqual(tls.selected_alpn_protocol(), "http/1.1")
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(address) as plain, self.assertRaises(ssl.SSLError):
            context.wrap_socket(plain, server_hostname="localhost")

    def test_a_caller_without_tls_is_not_answered_and_harms_nobody(self):
        _, address = self.serve()
        with socket.create_connection(address, timeout=HANGS_AFTER) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1 200", plain.recv(4096))
        self.assertEqual(self.ask(address, self.context())[0], 200)

    def test_callers_show_a_certificate_of_the_authority_where_one_is_demanded(self):
        authority = make_certificate(self.house.above, "authority")
        ours = make_certificate(self.house.above, "portal", authority)
        foreign = make_certificate(self.house.above, "foreign")
        self.configure(client_ca_file=authority[1])
        _, address = self.serve()
        known = self.context()
        known.load_cert_chain(ours[1], ours[0])
        self.assertEqual(self.ask(address, known)[0], 200)
        self.assertEqual(self.ask(address, known)[0], 200)  # a resumed session too
        stranger = self.context()
        stranger.load_cert_chain(foreign[1], foreign[0])
        for context in (self.context(), stranger):
            with self.assertRaises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
                self.ask(address, context)

    def test_the_end_of_the_service_finishes_an_answer_over_tls(self):
        running, address = self.serve()
        connection = http.client.HTTPSConnection(*address, context=self.context(), timeout=HANGS_AFTER)
        connection.request("GET", "/healthz")
        self.assertEqual(connection.getresponse().read(), b'{"status":"ok"}')
        self.assertEqual(running.terminate().status, 0)
        connection.close()

    def test_files_that_cannot_be_used_end_the_start_and_are_named(self):
        (self.house.above / "broken.pem").write_text("no certificate")
        other_key, _ = make_certificate(self.house.above, "other")
        for name, path in (("certificate_file", "broken.pem"), ("certificate_file", "missing.pem"),
                           ("key_file", "broken.pem"), ("key_file", other_key.name)):
            with self.subTest(name=name, path=path):
                self.configure(certificate_file=self.certificate, key_file=self.key)
                self.configure(**{name: self.house.above / path})
                self.assert_refused(self.house.run("serve"), USAGE, f"server.tls.{name}")

    def test_a_certificate_and_its_key_go_together_and_open_addresses_need_them(self):
        self.house.set(key_file='""')
        self.assert_refused(self.house.run("serve"), USAGE, "server.tls.key_file")
        self.house.set(certificate_file='""', listen='"0.0.0.0:0"')
        self.assert_refused(self.house.run("serve"), USAGE, "server.listen")
        self.configure(certificate_file=self.certificate, key_file=self.key)
        running, (_, port) = self.serve()
        self.assertEqual(self.ask(("127.0.0.1", port), self.context())[0], 200)
        running.terminate()


if __name__ == "__main__":
    unittest.main()
