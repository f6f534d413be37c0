using OciReconciler.Desired;
using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Images;
using OciReconciler.Model.Units;
using OciReconciler.Rollouts;

namespace OciReconciler.Observing;

/// <summary>
/// The container half of an observation. An engine that does not answer leaves it unknown: what runs is systemd's to say.
/// </summary>
internal sealed class ContainerObserver(EngineRegistry engines, IFileDigests digests, InputsDigester inputs)
{
    /// <summary>Adds what the engine says to <paramref name="workload"/>.</summary>
    /// <param name="desired">What is wanted, or null when nothing desires it.</param>
    /// <param name="isChanging">What is wanted is not what was defined last.</param>
    /// <param name="last">What was wanted last, when nothing desires it any more; null: nobody knows, and every engine is asked.</param>
    /// <param name="prior">What is known of it and of its engine is not asked again.</param>
    public async Task<ObservedWorkload> AddAsync(
        ObservedWorkload workload,
        DesiredWorkload? desired,
        bool isChanging,
        DesiredWorkload? last,
        Prior prior,
        CancellationToken cancellationToken)
    {
        if (desired is null)
            return await WithAnyAsync(workload, last, cancellationToken);
        var spec = desired.Spec;
        if (NotWatched.OptionOf(spec) is { } option)
            return await WithForeignAsync(workload with { NotWatchedFor = option }, spec, cancellationToken);
        try
        {
            var engine = engines.Of(spec);
            var answers = new EngineAnswers(engine, prior.Listing?.Engines.GetValueOrDefault(engine));
            var image = prior.Workload is { ImageId: { } id } before
                ? new LocalImage(id, before.ImageDigest)
                : await ImageInForceAsync(answers, desired, cancellationToken);
            var container = prior.Workload is { ContainerIsKnown: true } known
                ? known.Container
                : await ContainerAsync(answers, workload, isChanging, cancellationToken);
            return With(workload, await InputsAsync(image?.Id, spec, cancellationToken)) with
            {
                Container = container,
                ContainerIsKnown = true,
                ImageId = image?.Id,
                ImageDigest = image?.Digest,
            };
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineException)
        {
            return workload;
        }
    }

    private async Task<ObservedContainer?> ContainerAsync(
        EngineAnswers answers, ObservedWorkload workload, bool isChanging, CancellationToken cancellationToken)
    {
        var container = await answers.InspectContainerAsync(workload.Key.Name, cancellationToken);
        // A change may move it to another engine: until that is applied, its unit runs the container where it was.
        if (container is null && isChanging && workload.AppliedUnit is { IsUp: true })
            (container, _) = await FindOwnAsync(workload.Key, engines.All.Except([answers.Engine]), cancellationToken);
        return container;
    }

    // Returns the workload's own container at the first of these engines that has it, and whether any answered.
    private static async Task<(ObservedContainer? Container, bool Answered)> FindOwnAsync(
        WorkloadKey key, IEnumerable<IContainerEngine> among, CancellationToken cancellationToken)
    {
        var answered = false;
        foreach (var engine in among)
        {
            try
            {
                var container = await engine.InspectContainerAsync(key.Name, cancellationToken);
                answered = true;
                if (container?.Owner == key.Name)
                    return (container, answered);
            }
            catch (Exception failure) when (failure is EngineUnavailableException or EngineException)
            {
                // Another engine may have it.
            }
        }

        return (null, answered);
    }

    // The unit removes whatever container has its name where the controller asks, before it starts its own elsewhere: somebody else's
    // must not be there.
    private async Task<ObservedWorkload> WithForeignAsync(ObservedWorkload workload, WorkloadSpec spec, CancellationToken cancellationToken)
    {
        workload = With(workload, await InputsAsync(PreparedImage.UnknownId, spec, cancellationToken));
        try
        {
            var container = await engines.Of(spec).InspectContainerAsync(spec.Key.Name, cancellationToken);
            var foreign = container?.Owner == spec.Key.Name ? null : container;
            return workload with { Container = foreign, ContainerIsKnown = true };
        }
        catch (Exception failure) when (failure is EngineUnavailableException or EngineException)
        {
            // A unit of docker reaches no more than the controller does: this host may have a client alone.
            return workload with { ContainerIsKnown = spec.Backend == Backend.Docker };
        }
    }

    private ObservedWorkload With(ObservedWorkload workload, WorkloadInputs? now) => now is null
        ? workload with { Inputs = null, InputsHash = null }
        : workload with { Inputs = now, InputsHash = inputs.Of(workload.Key, now.ImageId, now.Files, workload.Applied?.InputsHash) };

    // After a rollback the stable version's image counts, whatever the reference stands for, for as long as the engine has it.
    private static async Task<LocalImage?> ImageInForceAsync(
        EngineAnswers engine, DesiredWorkload desired, CancellationToken cancellationToken)
    {
        if (desired.Rollback is { ImageId: { Length: > 0 } stable }
            && await engine.FindImageAsync(stable, cancellationToken) is { } image)
            return image;
        var name = ImageReference.TryParse(desired.Spec.Image, out var reference) ? reference.LookupName : desired.Spec.Image;
        return await engine.FindImageAsync(name, cancellationToken);
    }

    private async Task<WorkloadInputs?> InputsAsync(string? image, WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (image is null)
            return null;
        try
        {
            var files = await digests.OfAsync(spec, cancellationToken);
            return new WorkloadInputs(image, files.ToImmutableSortedDictionary(StringComparer.Ordinal));
        }
        catch (ImagePrepareException)
        {
            // A file that is gone changes nothing that runs; preparing reports it when it matters.
            return null;
        }
    }

    private async Task<ObservedWorkload> WithAnyAsync(ObservedWorkload workload, DesiredWorkload? last, CancellationToken cancellationToken)
    {
        var asked = Asked(last).ToList();
        var (container, answered) = await FindOwnAsync(workload.Key, asked, cancellationToken);
        // What was wanted last may never have been applied.
        if (container is null && answered && workload.AppliedUnit is { IsUp: true })
            (container, _) = await FindOwnAsync(workload.Key, engines.All.Except(asked), cancellationToken);
        return workload with { Container = container, ContainerIsKnown = answered };
    }

    private IEnumerable<IContainerEngine> Asked(DesiredWorkload? last)
    {
        try
        {
            return last is null ? engines.All : [engines.Of(last.Spec)];
        }
        catch (EngineUnavailableException)
        {
            // The user that ran it is gone from this host, and its engine with it.
            return engines.All;
        }
    }
}
