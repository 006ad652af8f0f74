// SPDX-License-Identifier: GPL-3.0-or-later
// The corpora of the window: the starter and every folder that was added. Opening happens on
// workers with progress and cancel; a failure stays in the list with its reason. GUI thread.
#pragma once

#include "core/corpus/corpus.h"
#include "ui/services/worker.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace contrafact::ui {

struct CorpusEntry {
    QString where; ///< what corpus::open() takes: "starter" or a folder
    QString title;
    std::shared_ptr<const corpus::Corpus> corpus; ///< null while opening and after a failure
    bool opening = false;
    double fraction = 0; ///< while opening; negative when not known
    QString progress;    ///< while opening
    QString error;       ///< after a failure: what to do about it
    bool asked = false;  ///< a person waits to be told how it ends
};

class CorpusStore : public QObject {
    Q_OBJECT
public:
    explicit CorpusStore(QObject* parent = nullptr);

    int count() const { return static_cast<int>(m_entries.size()); }
    const CorpusEntry& at(int index) const;
    int indexOf(const QString& where) const;
    /// The corpus of this place, or null while it is not open.
    std::shared_ptr<const corpus::Corpus> corpus(const QString& where) const;
    /// The open one of that hash, or null: the songs that a run has learned from.
    std::shared_ptr<const corpus::Corpus> withHash(const std::string& hash) const;
    /// The first one that is open, or null.
    std::shared_ptr<const corpus::Corpus> first() const;

    /// Opens "starter" or a folder; opening one that failed tries again.
    void open(const QString& where);
    /// The same for a person who has chosen the folder now: one that is there is read again, since
    /// its files may have changed, and imported() tells how it ended.
    void import(const QString& where);
    void cancel(int index);
    void remove(int index);

Q_SIGNALS:
    void listChanged();
    void entryChanged(int index);         ///< progress, opened or failed
    void opened(const QString& where);    ///< corpus(where) is there now
    void imported(const QString& where);  ///< at() it is the corpus, or the error
    void problem(const QString& message); ///< opening failed

private:
    int add(const QString& where);
    void start(int index);
    void finish(const QString& where, Result<corpus::Corpus> result);
    void setProgress(const QString& where, const Progress& progress);
    /// On a worker.
    Result<corpus::Corpus> read(const QString& where, std::stop_token stop);

    std::vector<CorpusEntry> m_entries;
    std::vector<std::unique_ptr<Worker>> m_workers; ///< parallel to m_entries
    std::vector<std::unique_ptr<Worker>> m_ending;  ///< of removed entries, not waited for
};

} // namespace contrafact::ui
