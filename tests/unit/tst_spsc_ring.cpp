// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rt/spsc_ring.h"
#include "tests/support/test.h"

#include <memory>
#include <thread>

using contrafact::rt::SpscRing;

class TestSpscRing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void capacityIsAPowerOfTwo() {
        QCOMPARE(SpscRing<int>(5).capacity(), std::size_t{8});
        QCOMPARE(SpscRing<int>(8).capacity(), std::size_t{8});
    }

    void aFullRingRefusesAndCounts() {
        SpscRing<int> ring(4);
        for (int i = 0; i < 4; ++i) QVERIFY(ring.push(i));
        QVERIFY(!ring.push(4));
        QVERIFY(!ring.push(5));
        QCOMPARE(ring.dropped(), std::size_t{2});
        int value = -1;
        for (int i = 0; i < 4; ++i) {
            QVERIFY(ring.pop(value));
            QCOMPARE(value, i);
        }
        QVERIFY(!ring.pop(value));
        QVERIFY(ring.push(6));
    }

    void ownershipPassesThrough() {
        SpscRing<std::unique_ptr<int>> ring(2);
        QVERIFY(ring.push(std::make_unique<int>(7)));
        std::unique_ptr<int> out;
        QVERIFY(ring.pop(out));
        QCOMPARE(*out, 7);
    }

    void twoThreadsKeepTheOrderAndLoseOnlyWhatIsCounted() {
        constexpr int kCount = 200'000;
        SpscRing<int> ring(64);
        std::jthread producer([&ring](const std::stop_token&) {
            for (int i = 1; i <= kCount; ++i) ring.push(i);
            while (!ring.push(0)) std::this_thread::yield(); // the end, which must not be lost
        });
        int last = 0;
        std::size_t received = 0;
        for (;;) {
            int value = -1;
            if (!ring.pop(value)) {
                std::this_thread::yield();
                continue;
            }
            if (value == 0) break;
            QVERIFY(value > last);
            last = value;
            ++received;
        }
        producer.join();
        // Refused attempts to push the end are counted too.
        QVERIFY(received + ring.dropped() >= std::size_t{kCount});
        QVERIFY(received <= std::size_t{kCount});
    }

    void nothingIsLostWhenTheProducerWaits() {
        constexpr int kCount = 100'000;
        SpscRing<int> ring(16);
        std::jthread producer([&ring] {
            for (int i = 0; i < kCount; ++i)
                while (!ring.push(i)) std::this_thread::yield();
        });
        for (int expected = 0; expected < kCount;) {
            int value = -1;
            if (ring.pop(value))
                QCOMPARE(value, expected++);
            else
                std::this_thread::yield();
        }
    }
};

CONTRAFACT_TEST(TestSpscRing)
#include "tst_spsc_ring.moc"
