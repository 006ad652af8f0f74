# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of bench_training as one writes them in PyTorch: prints windows per second.

usage: training.py SYSTEM BATCH SECONDS THREADS, where SYSTEM is one of those at the end of this file
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


def descend(loss, adam):
    adam.zero_grad(set_to_none=True)
    loss.backward()
    adam.step()
    return loss.item()


def vae_step(batch):
    net = ConvVae(16)
    adam = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-6)
    x = (torch.rand(batch, 1, 32, 128) < 0.02).float()

    def step():
        mean, log_sigma = net.encode(x)
        z = mean + log_sigma.exp() * torch.randn_like(mean)
        loss = F.binary_cross_entropy_with_logits(net.decode(z), x, reduction="sum") / batch
        kl = 0.5 * (mean ** 2 + (2 * log_sigma).exp() - 2 * log_sigma - 1).sum() / batch
        descend(loss + kl, adam)

    return step


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for i in range(5):
            layers += [nn.ConvTranspose2d(100 if i == 0 else 64, 64, (2, 1), (2, 1)),
                       nn.BatchNorm2d(64), nn.PReLU()]
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(64, 5, (1, 128)))

    def forward(self, z):
        return torch.sigmoid(self.layers(z.view(-1, 100, 1, 1)))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(5, 16, (1, 128)), nn.BatchNorm2d(16), nn.PReLU())
        layers = []
        for _ in range(5):
            layers += [nn.Dropout(0.5), nn.Conv2d(16, 16, (2, 1), (2, 1)), nn.BatchNorm2d(16),
                       nn.PReLU()]
        self.layers = nn.Sequential(*layers)
        self.last = nn.Linear(16, 1)

    def forward(self, x):
        features = self.first(x)
        return self.last(self.layers(features).flatten(1)).squeeze(1), features


def gan_step(batch):
    generator, discriminator = Generator(), Discriminator()
    generator_adam = torch.optim.Adam(generator.parameters(), lr=3e-4, betas=(0, 0.99))
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), lr=6e-4, betas=(0, 0.99))
    real = (torch.rand(batch, 5, 32, 128) < 0.02).float()
    ask = F.binary_cross_entropy_with_logits

    def step():
        pieces = generator(torch.randn(batch, 100))
        of_real, real_features = discriminator(real)
        of_generated, _ = discriminator(pieces.detach())
        loss = 0.5 * (ask(of_real, 0.9 + 0.1 * torch.rand(batch)) +
                      ask(of_generated, 0.1 * torch.rand(batch)))
        descend(loss, discriminator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(False)
        judged, features = discriminator(pieces)
        loss = (ask(judged, torch.ones(batch)) + (pieces.mean() - real.mean()) ** 2 +
                (features.mean() - real_features.detach().mean()) ** 2)
        descend(loss, generator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(True)
        (of_real > 0).float().mean().item(), (of_generated <= 0).float().mean().item()

    return step


class NoteNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 128, batch_first=True)
        self.pitch = nn.Linear(128, 128)
        self.step = nn.Linear(128, 1)
        self.duration = nn.Linear(128, 1)

    def forward(self, rows):
        last = self.lstm(rows)[0][:, -1]
        return self.pitch(last), self.step(last).squeeze(1), self.duration(last).squeeze(1)


def note_step(batch):
    net = NoteNet()
    adam = torch.optim.Adam(net.parameters(), lr=5e-3)
    rows = torch.rand(batch, 25, 3)
    pitches, steps, durations = torch.randint(128, (batch,)), torch.rand(batch), torch.rand(batch)

    def time_loss(said, truth):
        return F.mse_loss(said, truth) + 10 * F.relu(-said).mean()

    def step():
        pitch, step, duration = net(rows)
        parts = (F.cross_entropy(pitch, pitches), time_loss(step, steps),
                 time_loss(duration, durations))
        descend(0.05 * parts[0] + parts[1] + parts[2], adam)
        for part in parts:
            part.item()

    return step


class HarmonyCnn(nn.Module):
    """Tham's ConditionalHarmonyCNN; the norms on the way back share the first two's weights."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 4, 4)
        self.conv2 = nn.Conv2d(64, 128, 4, 4)
        self.conv3 = nn.Conv2d(128, 256, (2, 8), (2, 8))
        self.norm1, self.norm2, self.norm3 = (nn.BatchNorm2d(c) for c in (64, 128, 256))
        self.dense = nn.Sequential(nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 128),
                                   nn.Linear(128, 256), nn.ReLU())
        self.deconv3 = nn.ConvTranspose2d(256, 128, (2, 8), (2, 8))
        self.deconv2 = nn.ConvTranspose2d(128, 64, 4, 4)
        self.deconv1 = nn.ConvTranspose2d(64, 1, 4, 4)

    def encode(self, x):
        h = F.dropout(F.relu(self.norm1(self.conv1(x))), 0.4)
        h = F.dropout(F.relu(self.norm2(self.conv2(h))), 0.4)
        return F.relu(self.norm3(self.conv3(h))).flatten(1)

    def forward(self, before, piano):
        h = self.dense(torch.cat([self.encode(before), self.encode(piano)], 1)).view(-1, 256, 1, 1)
        h = F.relu(self.norm2(self.deconv3(h)))
        h = F.relu(self.norm1(self.deconv2(h)))
        return F.relu(self.deconv1(h))


def harmony_step(batch):
    net = HarmonyCnn()
    adam = torch.optim.Adam(net.parameters(), lr=5e-4)
    before, piano, target = ((torch.rand(batch, 1, 32, 128) < 0.02).float() for _ in range(3))
    return lambda: descend(F.mse_loss(net(before, piano), target), adam)


def dense_layers(widths, norm, dropout):
    layers = []
    for i, o in zip(widths, widths[1:]):
        layers += [nn.Linear(i, o)] + ([nn.BatchNorm1d(o)] if norm else []) + [nn.LeakyReLU(0.2)]
        layers += [nn.Dropout(dropout)] if dropout else []
    return layers


def notes_step(batch):
    """MidiGAN, one update of each side."""
    generator = nn.Sequential(*dense_layers([100, 128, 256, 512], True, 0), nn.Linear(512, 3),
                              nn.Tanh())
    discriminator = nn.Sequential(*dense_layers([3, 512, 256, 128], False, 0.3), nn.Linear(128, 1))
    generator_adam = torch.optim.Adam(generator.parameters(), lr=1e-4)
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), lr=1e-4)
    real = torch.randn(batch, 3)
    ask = F.binary_cross_entropy_with_logits
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def step():
        notes = generator(torch.randn(batch, 100))
        of_real, of_generated = discriminator(real), discriminator(notes.detach())
        descend(0.5 * (ask(of_real, ones) + ask(of_generated, zeros)), discriminator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(False)
        descend(ask(discriminator(notes), ones), generator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(True)
        (of_real > 0).float().mean().item(), (of_generated <= 0).float().mean().item()

    return step


class TokenNet(nn.Module):
    """Embedding, one recurrent layer, a dense layer; cpu presets of note-gru and abc-lstm."""

    def __init__(self, vocabulary, embedding, hidden, cell):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.layer = cell(embedding, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocabulary)

    def forward(self, tokens):
        return self.out(self.layer(self.embedding(tokens))[0])


def clipped(loss, network, adam):
    adam.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1)
    adam.step()
    return loss.item()


def token_step(network, vocabulary, length):
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)

    def make(batch):
        tokens = torch.randint(vocabulary, (batch, length + 1))

        def step():
            logits = network(tokens[:, :-1]).reshape(-1, vocabulary)
            clipped(F.cross_entropy(logits, tokens[:, 1:].reshape(-1)), network, adam)

        return step

    return make


def chord_step(batch):
    return token_step(TokenNet(400, 96, 128, nn.GRU), 400, 64)(batch)


def character_step(batch):
    return token_step(TokenNet(83, 64, 256, nn.LSTM), 83, 128)(batch)


class EventNet(nn.Module):
    """Bar RNN with nothing given: its backward network reads nothing."""

    def __init__(self, tokens, lengths, velocities, features):
        super().__init__()
        self.tokens = nn.Embedding(tokens, 128)
        self.lengths = nn.Embedding(lengths + 1, 128)
        self.velocities = nn.Embedding(velocities + 1, 128)
        self.features = nn.EmbeddingBag(features, 128, mode="sum")
        self.along = nn.LSTM(128 + 128 + 96, 448, batch_first=True)
        self.out = nn.Linear(448, 128)
        self.bias = nn.Parameter(torch.zeros(tokens))
        self.length_of, self.loud_of = nn.Linear(448, 64), nn.Linear(448, 64)
        self.length_token, self.loud_token = nn.Embedding(tokens, 64), nn.Embedding(tokens, 64)
        self.loud_length = nn.Embedding(lengths + 1, 64)
        self.length_out, self.loud_out = nn.Linear(64, lengths), nn.Linear(64, velocities)

    def hidden(self, token, length, velocity, features, offsets):
        last = self.tokens(token) + self.lengths(length) + self.velocities(velocity)
        told = self.features(features, offsets).view(*token.shape, -1)
        given = torch.zeros(*token.shape, 96)
        return self.along(torch.cat([last, told, given], 2))[0].reshape(-1, 448)

    def losses(self, hidden, token, length, velocity):
        logits = torch.addmm(self.bias, self.out(hidden), self.tokens.weight.t())
        notes = (velocity >= 0).nonzero().view(-1)
        h, t, n, v = hidden[notes], token[notes], length[notes], velocity[notes]
        lengths = self.length_out(torch.tanh(self.length_of(h) + self.length_token(t)))
        loud = self.loud_out(
            torch.tanh(self.loud_of(h) + self.loud_token(t) + self.loud_length(n + 1)))
        return (F.cross_entropy(logits, token, reduction="sum") +
                F.cross_entropy(lengths, n, reduction="sum") +
                F.cross_entropy(loud, v, reduction="sum"))


def event_step(batch):
    tokens, lengths, velocities, features, events, told = 530, 21, 8, 5000, 64, 24
    network = EventNet(tokens, lengths, velocities, features)
    adam = torch.optim.Adam(network.parameters(), lr=2e-3)
    size = (batch, events)
    last = [torch.randint(below, size) for below in (tokens, lengths, velocities)]
    seen = torch.randint(features, (batch * events * told,))
    offsets = torch.arange(batch * events) * told
    no_note = torch.arange(batch * events).view(-1) % 2 == 0
    token = torch.randint(tokens, size).view(-1)
    length = torch.randint(lengths, size).view(-1).masked_fill(no_note, -1)
    velocity = torch.randint(velocities, size).view(-1).masked_fill(no_note, -1)

    def step():
        hidden = network.hidden(*last, seen, offsets)
        clipped(network.losses(hidden, token, length, velocity) / token.numel(), network, adam)

    return step


STEPS = {
    "note-gru": chord_step, "abc-lstm": character_step, "bar-rnn": event_step,
         "vae-nn": vae_step, "dcgan": gan_step, "midi-rnn": note_step,
         "melody-harmony-cnn": harmony_step, "midi-gan": notes_step}


def main():
    system, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(int(sys.argv[4]))
    torch.manual_seed(1)
    step = STEPS[system](batch)
    for _ in range(3):
        step()
    begin = time.perf_counter()
    steps = 0
    while time.perf_counter() - begin < seconds:
        step()
        steps += 1
    print(steps * batch / (time.perf_counter() - begin))


main()
