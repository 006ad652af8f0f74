// SPDX-License-Identifier: GPL-3.0-or-later
// The window shows nothing that does nothing for the chosen system: for every system of the
// catalogue, and before any model is loaded, each part stands or is hidden as its descriptor says.
#include "core/session/session.h"
#include "tests/support/music.h"
#include "tests/support/test.h"
#include "ui/compose/compose_panel.h"
#include "ui/compose/constraints_form.h"
#include "ui/compose/primer_row.h"
#include "ui/compose/style_mix.h"
#include "ui/controls/latent_bars.h"
#include "ui/forms/param_editor.h"
#include "ui/forms/schema_form.h"
#include "ui/library/latent_map_view.h"
#include "ui/library/library_panel.h"
#include "ui/library/takes_view.h"
#include "ui/plots/plot_plan.h"
#include "ui/training/training_dock.h"
#include "ui/training/training_form.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTimer>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

/// Of a system by its name alone.
class SilentComposer : public models::Composer {
public:
    explicit SilentComposer(const models::SystemDescriptor& system)
        : m_system(system) {
        m_info.system = system.id;
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest&, std::stop_token) override {
        models::Generated out;
        out.score = test::scoreOf(test::instrument(0), {test::note(0, 480, 60)});
        if (m_system.capabilities.latentSliders) out.latent.assign(8, 0.5f);
        return out;
    }
    Result<models::LatentMap> latentMap() override { return models::LatentMap{}; }

private:
    const models::SystemDescriptor& m_system;
    models::CheckpointInfo m_info;
};

} // namespace

class TestCapabilities : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("contrafact-tests");
        QApplication::setApplicationName("capabilities");
    }
    void init() {
        QSettings().clear();
        session::discardRecovery();
        m_system = nullptr;
        m_window = std::make_unique<MainWindow>(
            [this](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
                return std::unique_ptr<models::Composer>(
                    std::make_unique<SilentComposer>(*m_system));
            });
        m_window->resize(1600, 1400);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup() {
        m_window.reset();
        session::discardRecovery();
    }

    void nothingStandsBeforeAModelIsLoaded() {
        const models::Capabilities nothing;
        checkPanels(nothing, false);
        checkMenus(nothing);
    }

    void everySystemShowsWhatItCan_data() {
        QTest::addColumn<QString>("id");
        for (const auto* system : models::systems())
            QTest::newRow(system->id.c_str()) << QString::fromStdString(system->id);
    }
    void everySystemShowsWhatItCan() {
        QFETCH(QString, id);
        load(id);
        checkPanels(m_system->capabilities, true);
        checkMenus(m_system->capabilities);
        auto& styles = m_window->studio().library.styles();
        styles.add("Scale", test::scale(60, 12)); // what styles do can be said once there are some
        checkControls(*m_window->compose().findChild<SchemaForm*>(), m_system->generation);
        styles.remove(0);
        // Latent values are there to be moved once something has been composed.
        QSignalSpy finished(&m_window->studio().compose, &ComposeService::finished);
        m_window->compose().perform(Verb::Compose);
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(shown<LatentBars>(), m_system->capabilities.latentSliders);
    }

    void whatOneSystemShowsGoesWithTheNext() {
        for (const auto* system : models::systems()) {
            load(QString::fromStdString(system->id));
            checkPanels(system->capabilities, true);
        }
    }

    void theTrainingFormIsTheSystemsSchema_data() { everySystemShowsWhatItCan_data(); }
    void theTrainingFormIsTheSystemsSchema() {
        QFETCH(QString, id);
        auto* form = m_window->training().findChild<TrainingForm*>();
        auto* box = form->findChild<QComboBox*>(); // the first one: the system
        const int index = box->findData(id);
        QVERIFY(index >= 0);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < index; ++i) QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(QString::fromStdString(form->system().id), id);
        checkControls(form->schemaForm(), form->system().training);
    }

    void everyCurveHasAPlotAndEveryPlotACurve_data() { everySystemShowsWhatItCan_data(); }
    void everyCurveHasAPlotAndEveryPlotACurve() {
        QFETCH(QString, id);
        const auto* system = models::findSystem(id.toStdString());
        const auto plots = planPlots({{system, {}}});
        QCOMPARE(plots.size(), system->panels.size());
        std::size_t drawn = 0;
        for (const auto& plot : plots) drawn += plot.curves.size();
        QCOMPARE(drawn, system->curves.size());
    }

private:
    void load(const QString& id) {
        m_system = models::findSystem(id.toStdString());
        QVERIFY(m_system);
        auto& service = m_window->studio().compose;
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(QCoreApplication::applicationFilePath().toStdString());
        QTRY_COMPARE(ready.count(), 1);
    }

    QPushButton* button(const QString& text) {
        for (auto* each : m_window->compose().findChildren<QPushButton*>())
            if (each->text() == text) return each;
        return nullptr;
    }
    template<typename Part>
    bool shown() {
        auto* part = m_window->findChild<Part*>();
        return part && part->isVisible();
    }

    void checkPanels(const models::Capabilities& can, bool loaded) {
        QCOMPARE(shown<StyleMix>(), can.styles);
        QCOMPARE(shown<PrimerRow>(), can.continues);
        QVERIFY(!shown<LatentBars>());
        QCOMPARE(shown<ConstraintsForm>(), loaded);
        QCOMPARE(shown<LatentMapView>(), can.latentMap);
        QCOMPARE(button("Continue")->isVisible(), can.continues);
        QCOMPARE(button("Infill")->isVisible(), can.infills);
        QCOMPARE(button("Blend")->isVisible(), can.blends);
        const auto* tabs = m_window->findChild<LibraryPanel*>()->findChild<QTabWidget*>();
        QCOMPARE(tabs->isTabVisible(LibraryPanel::Styles), can.styles);
    }

    void checkMenus(const models::Capabilities& can) {
        QCOMPARE(m_window->findChild<QAction*>("compose.continue")->isVisible(), can.continues);
        QCOMPARE(menuOfATake().contains("Use as style"), can.styles);
    }

    /// Opens it by a click of the right button and closes it again.
    QStringList menuOfATake() {
        m_window->studio().library.takes().add("A take", test::scale(60, 8), "{}");
        auto* list = m_window->findChild<TakesView*>()->findChild<QListWidget*>();
        QStringList texts;
        QTimer::singleShot(0, [&texts] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (!menu) return;
            for (const auto* action : menu->actions()) texts << action->text();
            menu->close();
        });
        Q_EMIT list->customContextMenuRequested(list->visualItemRect(list->item(0)).center());
        return texts;
    }

    /// One editor for each parameter, shown unless it is advanced or its condition does not hold.
    void checkControls(SchemaForm& form, const models::ParamSchema& schema) {
        for (const bool advanced : {false, true}) {
            form.showAdvanced(advanced);
            const auto values = form.values();
            QVERIFY(values.ok());
            for (const auto& spec : schema.specs()) {
                auto* editor = form.editor(spec.key);
                QVERIFY2(editor, spec.key.c_str());
                const bool holds =
                    !spec.visibleIf || values->at(spec.visibleIf->first) == spec.visibleIf->second;
                QVERIFY2(editor->isVisibleTo(&form) == (holds && (advanced || !spec.advanced)),
                         spec.key.c_str());
            }
        }
        QCOMPARE(static_cast<std::size_t>(form.findChildren<ParamEditor*>().size()),
                 schema.specs().size());
    }

    const models::SystemDescriptor* m_system = nullptr;
    std::unique_ptr<MainWindow> m_window;
};

CONTRAFACT_TEST(TestCapabilities)
#include "tst_capabilities.moc"
