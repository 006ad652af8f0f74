// SPDX-License-Identifier: GPL-3.0-or-later
// Style sets: songs that lend their style to composing, each set with a name and a weight, and what
// a model has learned of them. A style is made from songs of a corpus, from takes, from files or
// from notes of the roll. GUI thread.
#pragma once

#include "core/score/score.h"
#include "models/api/generation.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace contrafact::ui {

struct StyleEntry {
    models::StyleSet set;
    QStringList songs;                ///< names of what it is made of, for the list
    bool used = true;                 ///< takes part in composing
    std::vector<std::string> encoded; ///< the songs as sessions keep them: made once, written often
};

/// Whether `entry` has been learned with this very model.
bool isLearned(const StyleEntry& entry, const models::CheckpointInfo& model);

class StyleStore : public QObject {
    Q_OBJECT
public:
    explicit StyleStore(QObject* parent = nullptr);

    int count() const { return static_cast<int>(m_entries.size()); }
    const StyleEntry& at(int index) const { return m_entries[static_cast<std::size_t>(index)]; }

    /// Ignores songs without notes; does nothing and says so when none is left.
    void add(const QString& name, std::vector<score::Score> songs, QStringList songNames);
    void add(const QString& name, const score::Score& score);
    void rename(int index, const QString& name);
    void setWeight(int index, double weight); ///< 0..1
    void setUsed(int index, bool used);
    /// Of the set with these songs, wherever it now is; nothing happens where it is gone.
    void setLearned(const std::shared_ptr<const std::vector<score::Score>>& songs,
                    models::LearnedStyle style);
    void remove(int index);
    void clear();

    /// The sets in use with a weight above 0, as requests take them; for a system that learns
    /// styles only those that this model has learned.
    std::vector<models::StyleSet> activeFor(const models::CheckpointInfo& model) const;

    std::string toJson() const;
    /// Replaces all sets; text that is no list of styles leaves none.
    void fromJson(const std::string& json);

Q_SIGNALS:
    void listChanged();
    void weightChanged(int index);
    void problem(const QString& message);

private:
    std::vector<StyleEntry> m_entries;
};

} // namespace contrafact::ui
