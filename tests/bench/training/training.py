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


class RowNet(nn.Module):
    """Multi RNN of the cpu preset: two GRU layers, both read."""

    def __init__(self, features, hidden):
        super().__init__()
        self.first = nn.GRU(features, hidden, batch_first=True)
        self.second = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(2 * hidden, features)

    def forward(self, rows):
        first = self.first(rows)[0]
        return self.out(torch.cat([first, self.second(first)[0]], 2))


def row_step(batch):
    features, hidden, length = 640, 192, 64
    network = RowNet(features, hidden)
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)
    rows = (torch.rand(batch, length + 1, features) < 0.02).float()

    def step():
        logits = network(rows[:, :-1])
        clipped(F.binary_cross_entropy_with_logits(logits, rows[:, 1:]), network, adam)

    return step


class XlLayer(nn.Module):
    """Relative attention after Dai et al. (2019), then two dense layers; norms after the sums."""

    def __init__(self, width, heads, inner):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.distance, self.out = (
            nn.Linear(width, width, bias=False) for _ in range(5))
        self.norm, self.dense_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.dense1, self.dense2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def by_head(self, rows):
        return rows.view(*rows.shape[:-1], self.heads, -1).transpose(-2, -3)

    def forward(self, rows, memory, waves, biases, mask):
        seen = torch.cat([memory, rows], 1)
        query, key, value = (self.by_head(layer(x)) for layer, x in (
            (self.query, rows), (self.key, seen), (self.value, seen)))
        far = self.by_head(self.distance(waves))
        content = (query + biases[0].unsqueeze(1)) @ key.transpose(-1, -2)
        places = F.pad((query + biases[1].unsqueeze(1)) @ far.transpose(-1, -2), (1, 0))
        b, h, t, k = places.shape
        places = places.view(b, h, k, t)[:, :, 1:].reshape(b, h, t, k - 1)
        scale = (rows.shape[2] // self.heads) ** -0.5
        looks = ((content + places) * scale).masked_fill(mask, float("-inf")).softmax(-1)
        between = self.norm(rows + self.out((looks @ value).transpose(1, 2).flatten(2)))
        inner = F.gelu(self.dense1(between), approximate="tanh")
        return self.dense_norm(between + self.dense2(inner))


class XlNet(nn.Module):
    """Transformer-XL of the cpu preset."""

    def __init__(self, vocabulary, width, heads, inner, layers, memory):
        super().__init__()
        self.memory = memory
        self.width = width
        self.tokens = nn.Embedding(vocabulary, width)
        self.beats, self.bars = nn.Embedding(32, width), nn.Embedding(1024, width)
        self.biases = nn.Parameter(torch.zeros(2, heads, width // heads))
        self.layers = nn.ModuleList(XlLayer(width, heads, inner) for _ in range(layers))
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, tokens, positions, memory):
        rows = (self.tokens(tokens) + self.beats(positions % 32) +
                self.bars((positions // 32) % 1024))
        memory = memory or [rows.detach()[:, :0]] * len(self.layers)
        known, length = memory[0].shape[1], rows.shape[1]
        frequencies = torch.exp(-torch.arange(0, self.width, 2) / self.width * 9.2103404)
        angles = torch.outer(torch.arange(known + length - 1, -1, -1.0), frequencies)
        waves = torch.cat([angles.sin(), angles.cos()], 1)
        mask = torch.ones(length, known + length, dtype=torch.bool).triu(known + 1)
        kept = []
        for layer, before in zip(self.layers, memory):
            kept.append(torch.cat([before, rows.detach()], 1)[:, -self.memory:])
            rows = layer(rows, before, waves, self.biases, mask)
        return F.linear(rows, self.tokens.weight, self.bias), kept


def segment_step(batch):
    vocabulary, length = 312, 128
    network = XlNet(vocabulary, 128, 2, 512, 4, 128)
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)
    tokens = torch.randint(vocabulary, (batch, length + 1))
    positions = torch.arange(length).expand(batch, length)
    memory = []

    def step():
        nonlocal memory
        logits, memory = network(tokens[:, :-1], positions, memory)
        clipped(F.cross_entropy(logits.reshape(-1, vocabulary), tokens[:, 1:].reshape(-1)),
                network, adam)

    return step


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
    tokens, lengths, velocities, features, events, told = 530, 21, 8, 8324, 64, 24
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


class SequenceDiscriminator(nn.Module):
    def __init__(self, features, width, both, slope):
        super().__init__()
        self.first = nn.LSTM(features, width, batch_first=True)
        self.second = nn.LSTM(width, width, batch_first=True, bidirectional=both)
        self.dense = nn.Sequential(nn.Linear((2 if both else 1) * width, width),
                                   nn.LeakyReLU(slope), nn.Linear(width, width // 2),
                                   nn.LeakyReLU(slope), nn.Linear(width // 2, 1))

    def forward(self, x):
        state = self.second(self.first(x)[0])[1][0]
        return self.dense(state.transpose(0, 1).flatten(1))


class BilstmGenerator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.lstm1 = nn.LSTM(1, width, batch_first=True)
        self.lstm2 = nn.LSTM(width, width, batch_first=True, bidirectional=True)
        self.lstm3 = nn.LSTM(2 * width, width, batch_first=True, bidirectional=True)
        self.dense = nn.Linear(2 * width, 2 * width)
        self.norm = nn.BatchNorm1d(2 * width)
        self.steps = nn.Linear(2 * width, 100)

    def forward(self, z):
        h = F.dropout(self.lstm1(z.unsqueeze(2))[0], 0.3)
        h = F.dropout(self.lstm2(h)[0], 0.3)
        h = self.lstm3(h)[1][0].transpose(0, 1).flatten(1)
        h = self.norm(F.leaky_relu(self.dense(h), 0.2))
        return torch.tanh(self.steps(h)).unsqueeze(2)


class CnnLstmGenerator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.map = nn.Linear(100, channels * 24 * 21)
        self.conv1 = nn.ConvTranspose2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)
        self.conv2 = nn.ConvTranspose2d(channels, channels // 2, 3, padding=1)
        self.conv3 = nn.ConvTranspose2d(channels // 2, 1, 3, padding=1)

    def forward(self, z):
        h = F.interpolate(self.map(z).view(len(z), -1, 24, 21), scale_factor=2)
        h = F.leaky_relu(self.norm(self.conv1(h)), 0.2)
        h = F.leaky_relu(self.conv2(F.interpolate(h, scale_factor=2)), 0.2)
        return torch.tanh(self.conv3(h)).squeeze(1)


class PitchGenerator(nn.Module):
    def __init__(self):
        super().__init__()
        self.front1, self.front2 = nn.Linear(100, 100), nn.Linear(100, 100)
        self.lstm = nn.LSTM(100, 100, batch_first=True)
        self.dense = nn.Sequential(nn.Linear(100, 256), nn.ReLU(), nn.Linear(256, 1024), nn.ReLU(),
                                   nn.Linear(1024, 100), nn.Tanh())

    def forward(self, z):
        h = torch.tanh(self.front2(F.relu(self.front1(z)))).unsqueeze(1)
        return self.dense(self.lstm(h)[0][:, -1]).unsqueeze(1)


class ImageGenerator(nn.Module):
    def __init__(self, channels, width):
        super().__init__()
        self.channels = channels
        self.map = nn.Linear(10, channels * 53 * 50)
        self.dense1 = nn.Conv2d(channels, width, 1)
        self.larger = nn.ConvTranspose2d(width, width, 4, 2, 1)
        self.dense2, self.dense3 = nn.Conv2d(width, width, 1), nn.Conv2d(width, width, 1)
        self.image = nn.Conv2d(width, 1, 7, padding=3)

    def forward(self, z):
        h = F.dropout(F.leaky_relu(self.map(z), 0.2), 0.2).view(-1, self.channels, 53, 50)
        for layer in (self.dense1, self.larger, self.dense2, self.dense3):
            h = F.dropout(F.leaky_relu(layer(h), 0.2), 0.2)
        return torch.sigmoid(self.image(h)).squeeze(1)


class ImageDiscriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, 2, 1)
        self.conv2 = nn.Conv2d(16, 16, 3, 2, 1)
        self.norm = nn.BatchNorm1d(27 * 25 * 16)
        self.verdict = nn.Linear(27 * 25 * 16, 1)

    def forward(self, x):
        h = x.unsqueeze(1)
        for layer in (self.conv1, self.conv2):
            h = F.dropout(F.leaky_relu(F.dropout(layer(h), 0.2), 0.2), 0.2)
        return self.verdict(F.dropout(self.norm(h.flatten(1)), 0.2))


def pieces_step(generator, discriminator, noise, real, mixed=False):
    """One update of each side, Adam at 0.0002; `mixed`: real and generated are judged as one batch."""
    batch = len(real)
    generator_adam = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    ask = F.binary_cross_entropy_with_logits
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def step():
        def judge(pieces):
            if mixed:
                return discriminator(torch.cat([real, pieces])).chunk(2)
            return None, discriminator(pieces)

        pieces = generator(torch.randn(batch, noise))
        of_real, of_generated = judge(pieces.detach())
        of_real = of_real if mixed else discriminator(real)
        descend(0.5 * (ask(of_real, ones) + ask(of_generated, zeros)), discriminator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(False)
        descend(ask(judge(pieces)[1], ones), generator_adam)
        for weight in discriminator.parameters():
            weight.requires_grad_(True)
        (of_real > 0).float().mean().item(), (of_generated <= 0).float().mean().item()

    return step


STEPS = {"note-gru": chord_step, "abc-lstm": character_step, "bar-rnn": event_step,
         "multi-rnn": row_step, "transformer-xl": segment_step,
         "vae-nn": vae_step, "dcgan": gan_step, "midi-rnn": note_step,
         "melody-harmony-cnn": harmony_step, "midi-gan": notes_step,
         "bilstm-gan": lambda batch: pieces_step(
             BilstmGenerator(128), SequenceDiscriminator(1, 128, True, 0.2), 100,
             torch.rand(batch, 100, 1)),
         "cnn-lstm-gan": lambda batch: pieces_step(
             CnnLstmGenerator(16), SequenceDiscriminator(84, 48, True, 0.2), 100,
             torch.rand(batch, 96, 84)),
         "pitch-lstm-gan": lambda batch: pieces_step(
             PitchGenerator(), SequenceDiscriminator(100, 512, False, 0.01), 100,
             torch.rand(batch, 1, 100)),
         "image-gan": lambda batch: pieces_step(
             ImageGenerator(32, 16), ImageDiscriminator(), 10, torch.rand(batch, 106, 100), True)}


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
