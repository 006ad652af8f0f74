// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/corpus_store.h"

#include "core/base/path_text.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <utility>

namespace contrafact::ui {

namespace {

constexpr auto kProgressInterval = std::chrono::milliseconds(80);

QString titleOf(const QString& where) {
    if (where == QLatin1String("starter")) return CorpusStore::tr("Starter library");
    return QFileInfo(where).fileName();
}

} // namespace

CorpusStore::CorpusStore(QObject* parent)
    : QObject(parent) {}

const CorpusEntry& CorpusStore::at(int index) const {
    return m_entries[static_cast<std::size_t>(index)];
}

int CorpusStore::indexOf(const QString& where) const {
    const auto it = std::find_if(m_entries.begin(), m_entries.end(),
                                 [&](const CorpusEntry& entry) { return entry.where == where; });
    return it == m_entries.end() ? -1 : static_cast<int>(it - m_entries.begin());
}

std::shared_ptr<const corpus::Corpus> CorpusStore::corpus(const QString& where) const {
    const int index = indexOf(where);
    return index < 0 ? nullptr : at(index).corpus;
}

std::shared_ptr<const corpus::Corpus> CorpusStore::withHash(const std::string& hash) const {
    for (const auto& entry : m_entries)
        if (entry.corpus && entry.corpus->hash == hash) return entry.corpus;
    return nullptr;
}

std::shared_ptr<const corpus::Corpus> CorpusStore::first() const {
    for (const auto& entry : m_entries)
        if (entry.corpus) return entry.corpus;
    return nullptr;
}

void CorpusStore::open(const QString& where) {
    int index = indexOf(where);
    if (index >= 0 && (at(index).opening || at(index).corpus)) return;
    if (index < 0) index = add(where);
    start(index);
}

void CorpusStore::import(const QString& where) {
    const auto place = where == QLatin1String("starter") ? where : QDir::cleanPath(where);
    int index = indexOf(place);
    if (index < 0) index = add(place);
    m_entries[static_cast<std::size_t>(index)].asked = true;
    if (!at(index).opening) start(index);
}

int CorpusStore::add(const QString& where) {
    m_entries.push_back({.where = where, .title = titleOf(where)});
    m_workers.push_back(std::make_unique<Worker>(this));
    Q_EMIT listChanged();
    return count() - 1;
}

void CorpusStore::start(int index) {
    auto& entry = m_entries[static_cast<std::size_t>(index)];
    entry.opening = true;
    entry.fraction = -1;
    entry.error.clear();
    entry.progress = tr("opening");
    Q_EMIT entryChanged(index);
    m_workers[static_cast<std::size_t>(index)]->start(
        [this, where = entry.where](std::stop_token stop) { return read(where, stop); },
        [this, where = entry.where](Result<corpus::Corpus> result) {
            finish(where, std::move(result));
        });
}

Result<corpus::Corpus> CorpusStore::read(const QString& where, std::stop_token stop) {
    corpus::ImportOptions options;
    options.stop = stop;
    // A folder of many files reports thousands of times; the list needs a dozen a second.
    auto next = std::chrono::steady_clock::now();
    options.progress = [this, where, stop, next](const Progress& progress) mutable {
        const auto now = std::chrono::steady_clock::now();
        if (now < next || stop.stop_requested()) return;
        next = now + kProgressInterval;
        QMetaObject::invokeMethod(
            this, [this, where, progress] { setProgress(where, progress); }, Qt::QueuedConnection);
    };
    return corpus::open(base::pathOf(where.toStdString()).native(), options);
}

void CorpusStore::setProgress(const QString& where, const Progress& progress) {
    const int index = indexOf(where);
    if (index < 0 || !at(index).opening) return;
    auto& entry = m_entries[static_cast<std::size_t>(index)];
    entry.fraction = progress.fraction;
    entry.progress = QString::fromStdString(progress.what);
    Q_EMIT entryChanged(index);
}

void CorpusStore::finish(const QString& where, Result<corpus::Corpus> result) {
    const int index = indexOf(where);
    if (index < 0) return;
    auto& entry = m_entries[static_cast<std::size_t>(index)];
    const bool asked = std::exchange(entry.asked, false);
    entry.opening = false;
    entry.progress.clear();
    if (result)
        entry.corpus = std::make_shared<const corpus::Corpus>(*std::move(result));
    else
        entry.error = QString::fromStdString(result.message());
    Q_EMIT entryChanged(index);
    if (result)
        Q_EMIT opened(where);
    else
        Q_EMIT problem(at(index).error);
    if (asked) Q_EMIT imported(where);
}

void CorpusStore::cancel(int index) {
    auto& entry = m_entries[static_cast<std::size_t>(index)];
    if (!entry.opening) return;
    m_workers[static_cast<std::size_t>(index)]->requestStop();
    entry.opening = false;
    entry.progress.clear();
    entry.error = tr("Cancelled. Double click to open it again.");
    Q_EMIT entryChanged(index);
}

void CorpusStore::remove(int index) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    m_workers[static_cast<std::size_t>(index)]->requestStop();
    m_ending.push_back(std::move(m_workers[static_cast<std::size_t>(index)]));
    m_workers.erase(m_workers.begin() + at);
    m_entries.erase(m_entries.begin() + at);
    Q_EMIT listChanged();
}

} // namespace contrafact::ui
