using OciReconciler.Model.Desired;
using OciReconciler.Model.Hashing;
using OciReconciler.Model.Units;

namespace OciReconciler.Desired;

/// <summary>Specs as the planner needs them, by what of the host enters units. Immutable.</summary>
internal sealed class MemberRendering
{
    private readonly ImmutableSortedDictionary<string, HostUser?> _users;
    private readonly string _renderVersion;
    private readonly string _exactRenderVersion;

    /// <param name="settings">What of the host enters units.</param>
    /// <param name="users">Names or numbers of users that run podman.</param>
    /// <param name="findUser">A user of this host by name or number, or null.</param>
    public MemberRendering(RenderSettings settings, IEnumerable<string> users, Func<string, HostUser?> findUser)
    {
        Settings = settings;
        _users = users.Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(name => name, findUser, StringComparer.Ordinal);
        _renderVersion = SpecHash.RenderVersion(settings);
        _exactRenderVersion = SpecHash.RenderVersion(settings, isExact: true);
    }

    /// <summary>What of the host enters units.</summary>
    public RenderSettings Settings { get; }

    /// <summary>Whether the users are on this host what they were when this was made.</summary>
    public bool HasUsersOf(Func<string, HostUser?> findUser) => _users.All(entry => findUser(entry.Key) == entry.Value);

    /// <summary>Whether the user that runs a spec, if any, was looked up.</summary>
    public bool Knows(WorkloadSpec spec) => spec.RootlessUser is not { } user || _users.ContainsKey(user);

    /// <summary>The user that runs a spec; null: root, or nobody of this host.</summary>
    public HostUser? UserOf(WorkloadSpec spec) => spec.RootlessUser is { } user ? _users.GetValueOrDefault(user) : null;

    /// <summary>A spec as the planner needs it.</summary>
    /// <param name="unitNames">Workload name to full unit name.</param>
    public DesiredMember MemberOf(WorkloadSpec spec, IReadOnlyDictionary<string, string> unitNames) => new()
    {
        Key = spec.Key,
        Unit = UnitNames.Of(spec),
        DefinitionHash = SpecHash.Definition(spec, unitNames),
        RenderVersion = RenderVersionOf(spec),
        Backend = spec.Backend,
        AutoStart = spec.AutoStart,
        HasHealthCheck = spec.HealthCheck is not null,
        HealthCheckPeriod = spec.HealthCheck is { } check ? check.Interval + check.Timeout : TimeSpan.Zero,
        MinReadySeconds = spec.MinReadySeconds,
        ProgressDeadlineSeconds = spec.ProgressDeadlineSeconds,
        RollsBack = spec.Rollout.OnFailure == RolloutFailure.Rollback,
        DependsOn = [.. spec.DependsOn.Select(name => new WorkloadKey(name)).Distinct()],
    };

    private string RenderVersionOf(WorkloadSpec spec)
    {
        var isExact = UnitRenderer.IsExact(spec);
        var hasDirectory = RuntimeDirectory.Of(spec) is not null;
        if (hasDirectory || !spec.Secrets.IsEmpty)
            return SpecHash.RenderVersion(Settings, UserOf(spec), isExact, hasDirectory, !spec.Secrets.IsEmpty);
        return isExact ? _exactRenderVersion : _renderVersion;
    }
}
