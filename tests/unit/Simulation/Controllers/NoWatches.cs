using OciReconciler.Desired;
using OciReconciler.Model.Workloads;
using OciReconciler.Sources;
using OciReconciler.Threading;
using OciReconciler.Triggers;

namespace OciReconciler.UnitTests.Simulation.Controllers;

/// <summary>Watches that never tell anything, as when the kernel's limit is reached: whatever they watch is looked at now and then.</summary>
internal sealed class NoWatches : IWatches, IDirectoryWatch, IInputFileWatch, IRuntimeDirectoryWatch
{
    public IDirectoryWatch Directory(string directory, ChangeHandler wake, Func<string, bool> counts) => this;

    public IInputFileWatch Inputs(Action<WorkloadKey> add) => this;

    public IRuntimeDirectoryWatch RuntimeDirectories(Action<WorkloadKey> add) => this;

    public void Follow(DesiredState desired)
    {
    }

    public void Arm()
    {
    }

    public Task FollowAsync(DesiredState desired, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
