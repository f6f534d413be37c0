using OciReconciler.Model.Conditions;
using OciReconciler.Model.Observed;
using OciReconciler.Model.Planning;

namespace OciReconciler.Model.Status;

/// <summary>Observed state and decision to status. Pure.</summary>
public static class StatusBuilder
{
    /// <summary>Builds the status.</summary>
    /// <param name="input">What was observed and decided.</param>
    /// <param name="previous">The status published before, for transition times; or null.</param>
    public static WorkloadStatus Build(StatusInput input, WorkloadStatus? previous, DateTimeOffset now)
    {
        var container = input.Observed.OwnContainer;
        Condition[] conditions =
            [ReadyCondition.Of(input), ProgressingCondition.Of(input), DegradedCondition.Of(input), ManifestValidCondition.Of(input)];
        return new WorkloadStatus
        {
            Name = input.Spec.Key.Name,
            Backend = BackendNames.Of(input.Spec.Backend),
            Unit = input.Member.Unit,
            File = input.File,
            LogDriver = input.Spec.LogDriver,
            Image = input.Spec.Image,
            AutoStart = input.Spec.AutoStart,
            InSync = IsInSync(input),
            Paused = input.Decision.IsPaused,
            DependsOn = [.. input.Member.DependsOn.Select(key => key.Name)],
            Secrets = [.. input.Spec.Secrets.Select(secret => new SecretStatus(secret.Name, secret.Target, secret.Ciphertext.Digest))],
            Phase = WorkloadPhase.Of(input),
            Generation = input.Generation,
            DefinitionHash = input.Member.DefinitionHash,
            AppliedHash = input.Observed.Applied?.DefinitionHash,
            ContainerId = container?.Id,
            ImageId = container?.ImageId,
            ImageDigest = container is not null && container.ImageId == input.Observed.ImageId ? input.Observed.ImageDigest : null,
            Health = (container?.Health ?? HealthState.None).ToString(),
            InvocationId = input.Run?.InvocationId is { Length: > 0 } invocation ? invocation : null,
            Restarts = input.Run?.Restarts ?? 0,
            LastExit = input.Run?.LastExit ?? previous?.LastExit,
            LastChange = input.Record.LastChange,
            RolledBack = RolledBack(input),
            Failure = input.Assessment?.Failure,
            Obstacle = Obstacles.Of(input),
            Warnings = input.Warnings ?? previous?.Warnings ?? [],
            Conditions = [.. conditions.Select(condition => Dated(condition, previous, now))],
        };
    }

    private static bool IsInSync(StatusInput input) =>
        input is { Decision.Action: PlanAction.None, IsWorking: false, IsRolledBack: false }
        && (!input.Decision.IsPaused || input.IsInEffect);

    private static RolledBackRevision? RolledBack(StatusInput input) => input.RolledBack is { } bad
        ? new(
            bad.At, bad.Reason, bad.Message, input.Spec.Image, input.ImageInForce ?? input.Spec.Image,
            // Everybody can read a status, and not the journal that a container's output is from.
            LastLines: [])
        : null;

    private static Condition Dated(Condition condition, WorkloadStatus? previous, DateTimeOffset now)
    {
        var before = previous?.Find(condition.Type);
        return condition with { LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : now };
    }
}
