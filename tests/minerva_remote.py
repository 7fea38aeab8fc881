"""Another machine for models: ggml-rpc-server on this one."""
import socket
import subprocess
import time

from minerva_program import ROOT


def program():
    found = subprocess.run([ROOT / "tools/third_party/llama", "--where"], capture_output=True, text=True)
    assert found.returncode == 0, "there is no ggml-rpc-server: run tools/setup test"
    return f"{found.stdout.strip()}/bin/ggml-rpc-server"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Machine:
    """`with Machine() as machine:` has devices at machine.endpoint, in memory of its own."""

    def __enter__(self):
        for _ in range(5):  # Another program may take the port first.
            port = free_port()
            self.endpoint = f"127.0.0.1:{port}"
            self.process = subprocess.Popen([program(), "--port", str(port), "--threads", "1"],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while self.process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=10).close()
                    return self
                except ConnectionRefusedError:
                    time.sleep(0.05)
        raise AssertionError("ggml-rpc-server does not start")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
