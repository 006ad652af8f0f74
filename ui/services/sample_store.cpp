// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/sample_store.h"

#include "core/midi/reader.h"
#include "models/api/run.h"

#include <algorithm>
#include <utility>

namespace contrafact::ui {

namespace {

QImage pictureOf(const exchange::RollImage& page) {
    return QImage(page.pixels.data(), exchange::kImageColumns, exchange::kImageRows,
                  exchange::kImageColumns, QImage::Format_Grayscale8)
        .copy();
}

} // namespace

SampleStore::SampleStore(QObject* parent)
    : QObject(parent) {}

void SampleStore::open(const std::filesystem::path& run) {
    m_run = run;
    m_steps.clear();
    m_music.clear();
    m_uses.clear();
    m_wanted.clear();
    m_unreadable.clear();
    m_reader.requestStop();
    m_reading = false;
    Q_EMIT reset();
    m_lister.start([run](std::stop_token) { return models::sampleSteps(run); },
                   [this](const std::vector<std::int64_t>& steps) { merge(steps); });
}

/// What the folder holds, and what has been added while it was being looked at.
void SampleStore::merge(const std::vector<std::int64_t>& steps) {
    std::vector<std::int64_t> all;
    std::set_union(m_steps.begin(), m_steps.end(), steps.begin(), steps.end(),
                   std::back_inserter(all));
    if (all == m_steps) return;
    m_steps = std::move(all);
    Q_EMIT reset();
}

void SampleStore::add(const models::SampleMade& sample) {
    keep(sample.step, {std::make_shared<const score::Score>(sample.score),
                       sample.images.empty() ? QImage() : pictureOf(sample.images.front())});
    // A run that was resumed makes the samples after its checkpoint a second time.
    const auto at = std::lower_bound(m_steps.begin(), m_steps.end(), sample.step);
    if (at != m_steps.end()) {
        m_steps.erase(at, m_steps.end());
        m_steps.push_back(sample.step);
        Q_EMIT reset();
        return;
    }
    m_steps.push_back(sample.step);
    Q_EMIT appended();
}

void SampleStore::keep(std::int64_t step, Loaded sample) {
    if (const auto old = m_music.find(step); old != m_music.end()) {
        m_uses.erase(old->second.use);
        m_music.erase(old);
    }
    m_uses.push_front(step);
    m_music[step] = {std::move(sample), m_uses.begin()};
    if (m_music.size() <= kInMemory) return;
    m_music.erase(m_uses.back());
    m_uses.pop_back();
}

SampleStore::Music SampleStore::music(int index) {
    const auto step = stepOf(index);
    if (const auto it = m_music.find(step); it != m_music.end()) {
        m_uses.splice(m_uses.begin(), m_uses, it->second.use);
        return it->second.sample.music;
    }
    if (m_unreadable.contains(step)) return nullptr;
    m_wanted.insert(step);
    read();
    return nullptr;
}

QImage SampleStore::painted(int index) const {
    const auto it = m_music.find(stepOf(index));
    return it == m_music.end() ? QImage() : it->second.sample.painted;
}

Result<SampleStore::Loaded> SampleStore::load(const std::filesystem::path& file) {
    auto read = midi::readFile(file);
    if (!read) return read.error();
    auto page = file;
    page.replace_extension(".png");
    return Loaded{std::make_shared<const score::Score>(std::move(read->scores.front())),
                  QImage(QString::fromStdString(page.string()))};
}

/// One after the other: a timeline that is scrolled wants many at once, and the last ones first.
void SampleStore::read() {
    if (m_reading || m_wanted.empty()) return;
    m_reading = true;
    const auto step = *std::prev(m_wanted.end());
    const auto file = models::sampleFile(m_run, step);
    m_reader.start([file](std::stop_token) { return load(file); },
                   [this, step](Result<Loaded> read) {
                       m_reading = false;
                       m_wanted.erase(step);
                       if (read) {
                           keep(step, *std::move(read));
                           if (const int index = indexOf(step); index >= 0) Q_EMIT loaded(index);
                       } else {
                           m_unreadable.insert(step); // not asked for again and again
                           Q_EMIT problem(QString::fromStdString(read.message()));
                       }
                       this->read();
                   });
}

int SampleStore::indexOf(std::int64_t step) const {
    const auto at = std::lower_bound(m_steps.begin(), m_steps.end(), step);
    return at != m_steps.end() && *at == step ? static_cast<int>(at - m_steps.begin()) : -1;
}

} // namespace contrafact::ui
