// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QComboBox;
class QLabel;
class QMenu;
class QTabWidget;
class QToolButton;

namespace contrafact::ui {

/// What stands right of the tabs of a training: how far it is, in words, and what is done with the
/// plots. Where the dock is narrow the tabs come first: they move together, and the tools become
/// one button with a menu.
class DockCorner : public QWidget {
    Q_OBJECT
public:
    explicit DockCorner(QTabWidget& tabs);

    /// As high with the tools as without: the words stay in their place.
    QSize sizeHint() const override;
    /// In the room that the tabs leave: what is less asked for goes first, the time left stays.
    void setWords(const QString& words, const QString& device);
    void showPlotTools(bool shown);

Q_SIGNALS:
    void smoothingChanged(double share);
    void saveClicked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< of the tabs: their width

private:
    void makeMenu();
    void fit();
    void setNarrow(bool narrow);
    void showTools();
    void fitWords();
    int wideTabs() const;

    QTabWidget& m_tabs;
    QLabel* m_words;
    QString m_allWords; ///< what `m_words` says, uncut
    QComboBox* m_smoothing;
    QToolButton* m_save;
    QToolButton* m_more; ///< both of them where there is no room
    int m_height = 0;    ///< with the tools
    bool m_tools = false;
    bool m_narrow = false;
};

} // namespace contrafact::ui
