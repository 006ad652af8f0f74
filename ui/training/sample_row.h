// SPDX-License-Identifier: GPL-3.0-or-later
// The samples of one run side by side on a line of time, the newest in view unless the person has
// scrolled away or a step is held. GUI thread.
#pragma once

#include <QString>
#include <QWidget>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

class QLabel;
class QListView;

namespace contrafact::ui {

class SampleModel;
class SampleStore;

class SampleRow : public QWidget {
    Q_OBJECT
public:
    /// @param store must outlive this
    explicit SampleRow(SampleStore& store, QWidget* parent = nullptr);

    SampleStore& store() { return m_store; }
    /// Shown above the samples where several runs lie below each other; may be empty.
    void setName(const QString& name);

    int count() const;
    std::vector<std::int64_t> steps() const; ///< ascending
    QString text(int index) const;           ///< "step 12,000"
    int current() const;                     ///< chosen by hand; -1: none
    void clearChoice();
    /// Marks the newest sample at or before a step and keeps it in view, also when samples come or
    /// are read anew; nothing follows the newest again.
    void holdStep(std::optional<std::int64_t> step);
    int held() const; ///< the sample of the step that is held; -1: none

Q_SIGNALS:
    void chosen(int index);  ///< by click or keys
    void clicked(int index); ///< once more
    void kept(int index);    ///< a double click or Return
    void changed();          ///< the samples
    void reset();            ///< those of another run, or all in other places

private:
    void follow();
    void applyHeld();

    SampleStore& m_store;
    SampleModel* m_model;
    QLabel* m_name;
    QListView* m_list;
    std::optional<std::int64_t> m_held;
    bool m_following = true; ///< the newest stays in view
};

} // namespace contrafact::ui
