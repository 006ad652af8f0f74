// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/corpus_store.h"

#include <QAbstractItemModel>

#include <optional>

namespace contrafact::ui {

/// Corpora, their songs, and what was skipped with the reason. Nothing is copied, so a corpus of
/// hundreds of thousands of songs opens at once.
class CorpusModel : public QAbstractItemModel {
    Q_OBJECT
public:
    explicit CorpusModel(const CorpusStore& store, QObject* parent = nullptr);

    /// The song at an index, or null.
    const corpus::Song* song(const QModelIndex& index) const;
    /// The corpus an index belongs to: its place in the store.
    int corpusAt(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 1; }
    QVariant data(const QModelIndex& index, int role) const override;

private:
    enum class Level { Corpus, Song, Skipped };
    Level levelOf(const QModelIndex& index) const;
    bool isSkippedHeading(const QModelIndex& index) const;
    QVariant corpusData(const CorpusEntry& entry, int role) const;
    QVariant songData(const corpus::Song& song, int role) const;
    QVariant skippedData(const corpus::Skipped& skipped, int role) const;
    QVariant headingData(const corpus::Corpus& corpus, int role) const;

    const CorpusStore& m_store;
};

} // namespace contrafact::ui
