# SPDX-License-Identifier: GPL-3.0-or-later
"""The ConvVAE of VAE-NN as one writes it in PyTorch, for bench_training: prints windows per second.

usage: vae_training.py BATCH K SECONDS
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvVae(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k
        self.conv1 = nn.Conv2d(1, 64, 4, 4)
        self.conv2 = nn.Conv2d(64, 128, 4, 4)
        self.conv3 = nn.Conv2d(128, 256, (2, 8), (2, 8))
        self.posterior = nn.Linear(256, k + 1)
        self.start = nn.Linear(k, 256)
        self.deconv3 = nn.ConvTranspose2d(256, 128, (2, 8), (2, 8))
        self.deconv2 = nn.ConvTranspose2d(128, 64, 4, 4)
        self.deconv1 = nn.ConvTranspose2d(64, 1, 4, 4)
        self.log_sigma_x = nn.Parameter(torch.zeros(1))

    def encode(self, x):
        h = F.relu(self.conv1(x))
        h = F.relu(self.conv2(h))
        h = F.relu(self.conv3(h)).flatten(1)
        out = self.posterior(h)
        return out[:, :self.k], out[:, self.k:]

    def decode(self, z):
        h = F.relu(self.start(z)).view(-1, 256, 1, 1)
        h = F.relu(self.deconv3(h))
        h = F.relu(self.deconv2(h))
        return self.deconv1(h)


def main():
    batch, k, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    net = ConvVae(k)
    adam = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-6)
    x = (torch.rand(batch, 1, 32, 128) < 0.02).float()

    def step():
        mean, log_sigma = net.encode(x)
        z = mean + log_sigma.exp() * torch.randn_like(mean)
        loss = F.binary_cross_entropy_with_logits(net.decode(z), x, reduction="sum") / batch
        kl = 0.5 * (mean ** 2 + (2 * log_sigma).exp() - 2 * log_sigma - 1).sum() / batch
        adam.zero_grad(set_to_none=True)
        (loss + kl).backward()
        adam.step()
        return (loss + kl).item()

    for _ in range(3):
        step()
    begin = time.perf_counter()
    steps = 0
    while time.perf_counter() - begin < seconds:
        step()
        steps += 1
    print(steps * batch / (time.perf_counter() - begin))


main()
