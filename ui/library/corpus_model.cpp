// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/corpus_model.h"

#include "core/base/path_text.h"
#include "ui/library/row_delegate.h"
#include "ui/services/training_controller.h"

#include <QLocale>

namespace contrafact::ui {

namespace {

// The internal id says what an index' parent is: 0 nothing, 2c+1 corpus c, 2c+2 the heading over
// what corpus c skipped.
quintptr songId(int corpus) {
    return static_cast<quintptr>(2 * corpus + 1);
}
quintptr skippedId(int corpus) {
    return static_cast<quintptr>(2 * corpus + 2);
}

int songsOf(const CorpusEntry& entry) {
    return entry.corpus ? static_cast<int>(entry.corpus->songs.size()) : 0;
}
int skippedOf(const CorpusEntry& entry) {
    return entry.corpus ? static_cast<int>(entry.corpus->skipped.size()) : 0;
}

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

} // namespace

CorpusModel::CorpusModel(const CorpusStore& store, QObject* parent)
    : QAbstractItemModel(parent)
    , m_store(store) {
    const auto reset = [this] {
        beginResetModel();
        endResetModel();
    };
    connect(&m_store, &CorpusStore::listChanged, this, reset);
    connect(&m_store, &CorpusStore::opened, this, reset);
    connect(&m_store, &CorpusStore::entryChanged, this, [this](int corpus) {
        const auto at = index(corpus, 0);
        Q_EMIT dataChanged(at, at);
    });
}

CorpusModel::Level CorpusModel::levelOf(const QModelIndex& index) const {
    if (index.internalId() == 0) return Level::Corpus;
    return index.internalId() % 2 == 1 ? Level::Song : Level::Skipped;
}

int CorpusModel::corpusAt(const QModelIndex& index) const {
    if (index.internalId() == 0) return index.row();
    return static_cast<int>((index.internalId() - 1) / 2);
}

bool CorpusModel::isSkippedHeading(const QModelIndex& index) const {
    return levelOf(index) == Level::Song && index.row() == songsOf(m_store.at(corpusAt(index)));
}

const corpus::Song* CorpusModel::song(const QModelIndex& index) const {
    if (!index.isValid() || levelOf(index) != Level::Song || isSkippedHeading(index))
        return nullptr;
    return &m_store.at(corpusAt(index)).corpus->songs[static_cast<std::size_t>(index.row())];
}

QModelIndex CorpusModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    if (!parent.isValid()) return createIndex(row, column, quintptr{0});
    const int corpus = corpusAt(parent);
    return createIndex(row, column, isSkippedHeading(parent) ? skippedId(corpus) : songId(corpus));
}

QModelIndex CorpusModel::parent(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const int corpus = corpusAt(index);
    switch (levelOf(index)) {
    case Level::Corpus:
        return {};
    case Level::Song:
        return createIndex(corpus, 0, quintptr{0});
    case Level::Skipped:
        break;
    }
    return createIndex(songsOf(m_store.at(corpus)), 0, songId(corpus));
}

int CorpusModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return m_store.count();
    const auto& entry = m_store.at(corpusAt(parent));
    if (levelOf(parent) == Level::Corpus) return songsOf(entry) + (skippedOf(entry) > 0 ? 1 : 0);
    return isSkippedHeading(parent) ? skippedOf(entry) : 0;
}

QVariant CorpusModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& entry = m_store.at(corpusAt(index));
    switch (levelOf(index)) {
    case Level::Corpus:
        return corpusData(entry, role);
    case Level::Song:
        break;
    case Level::Skipped:
        return skippedData(entry.corpus->skipped[static_cast<std::size_t>(index.row())], role);
    }
    if (isSkippedHeading(index)) return headingData(*entry.corpus, role);
    return songData(*song(index), role);
}

QVariant CorpusModel::corpusData(const CorpusEntry& entry, int role) const {
    const auto detail = [&]() -> QString {
        if (entry.opening) return entry.progress;
        if (!entry.error.isEmpty()) return tr("failed");
        if (!entry.corpus) return {};
        return tr("%1 songs · %2 h")
            .arg(QLocale().toString(songsOf(entry)),
                 QLocale().toString(entry.corpus->seconds() / 3600, 'f', 1));
    };
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case Qt::ToolTipRole:
        return entry.error.isEmpty() ? entry.where : entry.error;
    case RowDelegate::kDetailRole:
        return detail();
    case RowDelegate::kFractionRole:
        return entry.opening ? QVariant(std::max(0.0, entry.fraction)) : QVariant();
    default:
        return {};
    }
}

QVariant CorpusModel::songData(const corpus::Song& song, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return text(song.name);
    case RowDelegate::kDetailRole:
        return song.validation ? tr("held out · %1").arg(durationText(song.seconds))
                               : durationText(song.seconds);
    case Qt::ToolTipRole:
        return tr("%1\n%2 notes%3")
            .arg(text(base::pathText(song.path)), QLocale().toString(song.noteCount),
                 song.validation ? tr("\nHeld out of training, to test on what was never heard")
                                 : QString());
    default:
        return {};
    }
}

QVariant CorpusModel::headingData(const corpus::Corpus& corpus, int role) const {
    if (role == Qt::DisplayRole)
        return tr("Skipped (%1)").arg(QLocale().toString(static_cast<int>(corpus.skipped.size())));
    return {};
}

QVariant CorpusModel::skippedData(const corpus::Skipped& skipped, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return text(skipped.path.filename().string());
    case RowDelegate::kDetailRole:
        return text(skipped.why);
    case Qt::ToolTipRole:
        return text(base::pathText(skipped.path)) + QLatin1Char('\n') + text(skipped.why);
    default:
        return {};
    }
}

} // namespace contrafact::ui
