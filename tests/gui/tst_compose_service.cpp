// SPDX-License-Identifier: GPL-3.0-or-later
// The composing worker: the newest request wins, failures are told, and closing never hangs.
#include "tests/support/test.h"
#include "ui/services/compose_service.h"

#include <QSignalSpy>

#include <atomic>
#include <chrono>
#include <thread>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

struct Probe {
    std::atomic<int> begun{0};
    std::atomic<int> cancelled{0};
    std::atomic<bool> keeps{false}; ///< what is stopped gives what it has, cut
    std::atomic<bool> hold{false};  ///< requests wait until they are stopped
};

/// Answers with the seed as the one latent value.
class EchoComposer : public models::Composer {
public:
    explicit EchoComposer(Probe& probe)
        : m_probe(probe) {
        m_info.system = models::systems().front()->id;
        m_info.complete = true;
    }
    const models::CheckpointInfo& info() const override { return m_info; }
    Result<models::Generated> generate(const models::GenerationRequest& request,
                                       std::stop_token stop) override {
        ++m_probe.begun;
        while (m_probe.hold && !stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (stop.stop_requested()) {
            ++m_probe.cancelled;
            if (m_probe.keeps) {
                models::Generated part;
                part.latent = {static_cast<float>(request.seed)};
                part.cut = true;
                return part;
            }
            return Error{"cancelled"};
        }
        if (request.seed == 13) return Error{"unlucky"};
        models::Generated out;
        out.latent = {static_cast<float>(request.seed)};
        return out;
    }
    Result<models::LatentMap> latentMap() override {
        return models::LatentMap{.points = {{0, 0, 0}}, .songs = {"a"}};
    }

private:
    Probe& m_probe;
    models::CheckpointInfo m_info;
};

ComposeService::Opener opener(Probe& probe) {
    return [&probe](const std::filesystem::path&) -> Result<std::unique_ptr<models::Composer>> {
        return std::unique_ptr<models::Composer>(std::make_unique<EchoComposer>(probe));
    };
}

models::GenerationRequest seeded(std::uint64_t seed) {
    models::GenerationRequest request;
    request.seed = seed;
    return request;
}

/// Collects the seeds that came back.
struct Listener {
    explicit Listener(ComposeService& service) {
        QObject::connect(
            &service, &ComposeService::generated, &context,
            [this](const std::shared_ptr<const models::Generated>& result, quint64, int index) {
                seeds.push_back(static_cast<int>(result->latent.front()));
                indexes.push_back(index);
            });
    }
    QObject context;
    std::vector<int> seeds;
    std::vector<int> indexes;
};

} // namespace

class TestComposeService : public QObject {
    Q_OBJECT
    QString m_checkpoint;

private Q_SLOTS:
    void initTestCase() {
        // Any file will do: the opener does not look into it.
        m_checkpoint = QCoreApplication::applicationFilePath();
    }

    void load(ComposeService& service) {
        QSignalSpy ready(&service, &ComposeService::ready);
        service.load(m_checkpoint.toStdString());
        QVERIFY(service.loading());
        QTRY_COMPARE(ready.count(), 1);
        QVERIFY(!service.loading());
        QVERIFY(service.system());
    }

    void theNewestRequestWins() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        Listener listener(service);
        probe.hold = true;
        service.request(seeded(1));
        QTRY_COMPARE(probe.begun.load(), 1);
        for (std::uint64_t seed = 2; seed <= 50; ++seed) service.request(seeded(seed));
        QTRY_COMPARE(probe.cancelled.load() >= 1, true);
        probe.hold = false;
        QTRY_COMPARE(listener.seeds.size(), std::size_t{1});
        QCOMPARE(listener.seeds.front(), 50);
        QVERIFY(probe.begun <= 3); // those in between were never begun
        QVERIFY(!service.composing());
        QVERIFY(service.latencyMs() > 0);
    }

    void severalPiecesComeInOrder() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        Listener listener(service);
        QSignalSpy finished(&service, &ComposeService::finished);
        service.request({seeded(5), seeded(6), seeded(7)});
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(listener.seeds, (std::vector<int>{5, 6, 7}));
        QCOMPARE(listener.indexes, (std::vector<int>{0, 1, 2}));
    }

    void cancelDropsWhatIsUnderWay() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        Listener listener(service);
        probe.hold = true;
        service.request(seeded(1));
        QTRY_COMPARE(probe.begun.load(), 1);
        service.cancel();
        QVERIFY(!service.composing());
        QTRY_COMPARE(probe.cancelled.load(), 1);
        probe.hold = false;
        service.request(seeded(2));
        QTRY_COMPARE(listener.seeds, (std::vector<int>{2}));
    }

    void cuttingShortKeepsWhatCame() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        Listener listener(service);
        QSignalSpy finished(&service, &ComposeService::finished);
        probe.hold = probe.keeps = true;
        service.request({seeded(8), seeded(9)});
        QTRY_COMPARE(probe.begun.load(), 1);
        service.cutShort();
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(listener.seeds, (std::vector<int>{8})); // the second is not begun
        QVERIFY(!service.composing());
    }

    void cuttingShortWithNothingMadeIsTold() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        Listener listener(service);
        QSignalSpy cancelled(&service, &ComposeService::cancelled);
        probe.hold = true;
        service.request(seeded(1));
        QTRY_COMPARE(probe.begun.load(), 1);
        service.cutShort();
        QTRY_COMPARE(cancelled.count(), 1);
        QVERIFY(!service.composing());
        QVERIFY(listener.seeds.empty());
    }

    void failuresAreTold() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        QSignalSpy failed(&service, &ComposeService::failed);
        service.request(seeded(1)); // nothing is loaded
        QTRY_COMPARE(failed.count(), 1);
        load(service);
        service.request(seeded(13));
        QTRY_COMPARE(failed.count(), 2);
        QCOMPARE(failed.last().front().toString(), QString("unlucky"));
        QVERIFY(!service.composing());
    }

    void aCheckpointThatIsNotThereLeavesTheOldOne() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        load(service);
        QSignalSpy failed(&service, &ComposeService::failed);
        service.load("/nowhere/at-all.safetensors");
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(service.info());
        Listener listener(service);
        service.request(seeded(4));
        QTRY_COMPARE(listener.seeds, (std::vector<int>{4}));
    }

    void theMapComesByItself() {
        Probe probe;
        ComposeService service(opener(probe), nullptr);
        QSignalSpy map(&service, &ComposeService::latentMapReady);
        load(service);
        QTRY_COMPARE(map.count(), 1);
        QCOMPARE(service.latentMap()->songs.size(), std::size_t{1});
    }

    void closingStopsWhatIsUnderWay() {
        Probe probe;
        {
            ComposeService service(opener(probe), nullptr);
            load(service);
            probe.hold = true;
            service.request(seeded(1));
            QTRY_COMPARE(probe.begun.load(), 1);
        }
        QCOMPARE(probe.cancelled.load(), 1);
    }
};

CONTRAFACT_TEST(TestComposeService)
#include "tst_compose_service.moc"
