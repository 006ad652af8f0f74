// SPDX-License-Identifier: GPL-3.0-or-later
// The panel that composes: model, the sliders of its generation schema, style mix, latent bars,
// constraints, seed and length. Only what the system can do is shown. GUI thread.
#pragma once

#include "ui/compose/compose_flow.h"
#include "ui/studio.h"

#include <QTimer>
#include <QWidget>

#include <algorithm>
#include <map>
#include <string>

class QLineEdit;
class QMenu;
class QPushButton;
class QSpinBox;

namespace contrafact::ui {

class ConstraintsForm;
class EmptyState;
class InstrumentsButton;
class LatentBars;
class PrimerRow;
class ReportLine;
class SchemaForm;
class Section;
class SeedRow;
class StyleMix;
class VerbButtons;

class ComposePanel : public QWidget {
    Q_OBJECT
public:
    explicit ComposePanel(const Studio& studio, QWidget* parent = nullptr);
    ~ComposePanel() override;

    /// What the panel would compose now.
    ComposeSettings settings() const;
    ComposeFlow& flow() { return m_flow; }

    // For menus and shortcuts.
    /// Nothing happens where the system in use cannot.
    void perform(Verb verb);
    void composeOrCancel();
    void anotherSeed();

    void saveTo(std::map<std::string, std::string>& settings) const;
    void restoreFrom(const std::map<std::string, std::string>& settings);

Q_SIGNALS:
    void problem(const QString& message);
    void notesPointedAt(); ///< notes of the report were selected
    void trainRequested(); ///< there is no model yet

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildPage();
    QWidget* buildLength();
    QWidget* buildButtons();
    void connectServices();
    void showSystem();
    void showStyleControls();
    void showRegion();
    void showPrimer();
    void tellPrimer();
    void showBusy();
    void refuseChords(const QString& why);
    void markChords(bool wrong);
    void liveEdit();
    void endEdit();
    void setBars(int bars);
    void fillBlendMenu();

    Studio m_studio;
    ComposeFlow m_flow;
    const models::SystemDescriptor* m_system = nullptr; ///< the one the sliders are of
    std::map<std::string, std::string> m_controls;      ///< JSON of each system's controls

    EmptyState* m_empty;
    Section* m_variation;
    SchemaForm* m_form = nullptr;
    Section* m_primerSection;
    PrimerRow* m_primer;
    QTimer m_primerWords; ///< not with every step of a drag: they look at all notes
    Section* m_styleSection;
    StyleMix* m_styles;
    Section* m_latentSection;
    LatentBars* m_latent;
    Section* m_constraintsSection;
    InstrumentsButton* m_instruments;
    QWidget* m_instrumentsRow;
    QLineEdit* m_chords;
    QWidget* m_chordsRow;
    ConstraintsForm* m_constraints;
    SeedRow* m_seed;
    QSpinBox* m_bars;
    QSpinBox* m_takes;
    QPushButton* m_compose;
    QPushButton* m_blend;
    QMenu* m_blendMenu;
    VerbButtons* m_verbs;
    ReportLine* m_report;
    int m_reportedAt = 0; ///< steps of undo when the report came
};

} // namespace contrafact::ui
