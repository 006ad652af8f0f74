// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/copy_check.h"
#include "ui/services/worker.h"
#include "ui/studio.h"

#include <QWidget>

#include <memory>

class QLabel;

namespace contrafact::ui {

/// How the current take came to be.
class ProvenanceView : public QWidget {
    Q_OBJECT
public:
    explicit ProvenanceView(const Studio& studio, QWidget* parent = nullptr);

private:
    void showTake();

    Studio m_studio;
    QLabel* m_text;
};

/// How much of what was composed in the current take stands in the training songs. The corpus is
/// indexed once, on a worker.
class OriginalityView : public QWidget {
    Q_OBJECT
public:
    explicit OriginalityView(const Studio& studio, QWidget* parent = nullptr);

private:
    void check();
    void makeIndex(const std::shared_ptr<const corpus::Corpus>& corpus);
    void showReport(const contrafact::metrics::CopyReport& report);

    Studio m_studio;
    QLabel* m_text;
    std::shared_ptr<const contrafact::metrics::CopyCheck> m_index;
    std::shared_ptr<const corpus::Corpus> m_indexed; ///< what m_index is, or will be, of
    Worker m_indexer{this};
    Worker m_worker{this};
};

} // namespace contrafact::ui
