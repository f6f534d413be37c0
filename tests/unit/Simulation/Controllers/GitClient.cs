using OciReconciler.Git;
using OciReconciler.UnitTests.Simulation.Threads;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>One controller's client of the simulated repository.</summary>
internal sealed class GitClient(SimulatedHost host, VirtualThread thread, SimulatedRepository repository) : IGitClient
{
    public Task<FetchedRevision> FetchAsync(FetchRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<FetchedRevision>();
        if (!thread.IsAlive)
            return answer.Task;
        host.Calls.Add(host.Elapsed, "Fetch", "git");
        host.Pump.Clock.After(
            repository.Slowness + host.AnswerDelay(), () => Outcome.Of(() => repository.Fetch(request)).Report(answer));
        return answer.Task;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
