/* check_noise.c: the same work timed against itself, and what that means for a gain. */
#include "station.h"

#include "noise.h"

static const double seconds = 3.0; /* of the look at the noise              */
static const double much = 0.05;   /* a machine that is idle stays well below */

int check_noise(const lesson *l, const station *s, station_outcome *outcome) {
    (void)l, (void)s;
    hmf_noise noise;
    hmf_error error;
    fflush(stdout);
    if (hmf_noise_measure(seconds, &noise, &error) != HMF_OK) {
        lesson_fail("%s", error.message);
        return 1;
    }
    printf("%d pairs of batches of %.1f ms, all of the same work:\n"
           "  typically (median) two of a pair differ by %.3g %%, at worst by %.3g %%;\n"
           "  the median of all of them is off by %+.3f %%, and known to +-%.3f %%.\n",
           noise.pairs, 1e3 * noise.batch, 1e2 * noise.typical, 1e2 * noise.worst, 1e2 * noise.bias,
           1e2 * noise.resolution);
    printf("So one look before a change and one after it say nothing about a change of less\n"
           "than %.3g %% here. Many pairs in turns tell far smaller ones apart: that is what\n"
           "./hmf bench, the judge and the gate do.\n",
           1e2 * noise.worst);
    if (noise.typical > much)
        puts("This is a lot: something else uses the processor. End it and check again, or go\n"
             "on and expect wide intervals.");
    outcome->measured = json_real(1e2 * noise.typical);
    outcome->passed = true;
    return 0;
}
