// SPDX-License-Identifier: GPL-3.0-or-later
// The Samples tab: the music made in mid-training on a timeline, the newest in view unless the
// person has scrolled away. A click shows a sample in the roll and plays it, until Escape or a
// click elsewhere; a double click keeps it as a take. GUI thread.
#pragma once

#include "ui/studio.h"

#include <QWidget>

#include <cstdint>

class QListView;

namespace contrafact::ui {

class EmptyState;
class SampleModel;

class SampleStrip : public QWidget {
    Q_OBJECT
public:
    explicit SampleStrip(const Studio& studio, QWidget* parent = nullptr);
    ~SampleStrip() override;

Q_SIGNALS:
    void kept(const QString& takeName);
    void problem(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< while a sample is shown

private:
    void connectSamples();
    void showOrHide();
    void look(int row);
    void replay(int row);
    void endLooking();
    void keep(int row);
    void follow();

    Studio m_studio;
    SampleModel* m_model;
    QListView* m_list;
    EmptyState* m_empty;
    QWidget* m_page;
    int m_wanted = -1;       ///< to be shown as soon as it has been read
    int m_wantedTake = -1;   ///< to be kept as soon as it has been read
    bool m_following = true; ///< the newest stays in view
    bool m_looking = false;  ///< the roll shows a sample
};

} // namespace contrafact::ui
