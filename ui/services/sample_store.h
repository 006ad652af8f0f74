// SPDX-License-Identifier: GPL-3.0-or-later
// The music that a run made in mid-training. Of each sample the step is kept, and of the latest
// used ones the music; the others are read again from the run's folder, on a worker. GUI thread.
#pragma once

#include "models/api/training.h"
#include "ui/services/worker.h"

#include <QImage>
#include <QObject>
#include <QString>

#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace contrafact::ui {

class SampleStore : public QObject {
    Q_OBJECT
public:
    using Music = std::shared_ptr<const score::Score>;
    static constexpr std::size_t kInMemory = 48; ///< samples whose music is kept

    explicit SampleStore(QObject* parent = nullptr);

    /// The samples of this run from now on: those that its folder holds, and those added.
    void open(const std::filesystem::path& run);
    void add(const models::SampleMade& sample);
    /// The run's folder has another name now.
    void follow(const std::filesystem::path& run) { m_run = run; }

    int count() const { return static_cast<int>(m_steps.size()); }
    std::int64_t stepOf(int index) const { return m_steps[static_cast<std::size_t>(index)]; }
    /// Null while it is being read: loaded() or problem() follows.
    Music music(int index);
    /// The page that the system painted, where it paints pictures and music() is there; else null.
    QImage painted(int index) const;
    std::size_t inMemory() const { return m_music.size(); }

Q_SIGNALS:
    void reset();    ///< all indices have changed
    void appended(); ///< one more at the end
    void loaded(int index);
    void problem(const QString& message); ///< a sample's file cannot be read

private:
    struct Loaded {
        Music music;
        QImage painted;
    };
    struct Kept {
        Loaded sample;
        std::list<std::int64_t>::iterator use;
    };

    static Result<Loaded> load(const std::filesystem::path& file);
    void keep(std::int64_t step, Loaded sample);
    void merge(const std::vector<std::int64_t>& steps);
    void read();
    int indexOf(std::int64_t step) const;

    std::filesystem::path m_run;
    std::vector<std::int64_t> m_steps; ///< ascending
    std::map<std::int64_t, Kept> m_music;
    std::list<std::int64_t> m_uses; ///< the latest first
    std::set<std::int64_t> m_wanted;
    std::set<std::int64_t> m_unreadable;
    bool m_reading = false;
    Worker m_lister{this};
    Worker m_reader{this};
};

} // namespace contrafact::ui
