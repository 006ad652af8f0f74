// SPDX-License-Identifier: GPL-3.0-or-later
// What the doctor says of the run whose curves are shown, and a button beside each advice that
// follows it: a run that branches off from the checkpoint before. GUI thread.
#pragma once

#include "models/api/doctor.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QElapsedTimer>
#include <QScrollArea>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace contrafact::ui {

class DoctorView : public QScrollArea {
    Q_OBJECT
public:
    explicit DoctorView(const Studio& studio, QWidget* parent = nullptr);

Q_SIGNALS:
    void problem(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// An advice as it can be followed.
    struct Advice {
        models::Finding finding;
        models::RunInfo run;
        std::optional<std::int64_t>
            from; ///< the checkpoint's step; none: there is none to begin at
        std::map<std::string, std::string> change; ///< of the finding's what can change on the way
    };
    /// On a worker.
    static Result<std::vector<Advice>> examine(const std::filesystem::path& folder);

    /// What the page says, to tell news from what stands there.
    static QStringList wordsOf(const Result<std::vector<Advice>>& advice);

    void read();
    void readNowAndThen();
    void show(const Result<std::vector<Advice>>& advice);
    QWidget* rowOf(const Advice& advice);
    void follow(const Advice& advice);
    void branch(const Advice& advice);

    Studio m_studio;
    QLabel* m_words;
    QVBoxLayout* m_rows;
    QStringList m_said;           ///< see wordsOf()
    std::optional<Advice> m_next; ///< to be followed when the training under way has stopped
    QElapsedTimer m_sinceRead;
    Worker m_reader{this};
    Worker m_brancher{this};
};

} // namespace contrafact::ui
