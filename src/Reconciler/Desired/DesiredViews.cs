using OciReconciler.Model.Units;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>The view of the current desired state, made once for each state and settings. Thread-safe.</summary>
/// <param name="state">The newest desired state.</param>
/// <param name="rollbacks">Stable revisions that are in force in the place of manifests; another object when they change.</param>
/// <param name="settings">What of the host enters units.</param>
/// <param name="findUser">A user of this host by name or number, or null.</param>
internal sealed class DesiredViews(
    Func<DesiredState> state,
    Func<ImmutableDictionary<WorkloadKey, Rollback>> rollbacks,
    Func<RenderSettings> settings,
    Func<string, HostUser?> findUser)
{
    private readonly Lock _lock = new();
    private readonly RollbackOverlay _overlay = new();
    private Made? _made;

    /// <summary>
    /// The view is another, as whoever read <see cref="Current"/> first found. Raised on that thread: it must not block.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>The current view.</summary>
    public DesiredView Current
    {
        get
        {
            var (made, now) = (Volatile.Read(ref _made), (State: state(), Rollbacks: rollbacks(), Settings: settings()));
            return made is not null && made.IsOf(now.State, now.Rollbacks, now.Settings) && made.View.HasUsersOf(findUser)
                ? made.View
                : Make();
        }
    }

    private DesiredView Make()
    {
        lock (_lock)
        {
            // Read once more: whoever had the lock before may have made the view of what is current by now.
            var (before, current, back, host) = (_made, state(), rollbacks(), settings());
            var isOfThisHost = before is not null && ReferenceEquals(before.View.Settings, host) && before.View.HasUsersOf(findUser);
            if (isOfThisHost && before!.IsOf(current, back, host))
                return before.View;
            var applied = _overlay.Apply(current, back);
            var view = isOfThisHost ? before!.View.Of(applied, findUser) : new DesiredView(applied, host, findUser);
            Volatile.Write(ref _made, new Made(view, current, back));
            Changed?.Invoke(this, EventArgs.Empty);
            return view;
        }
    }

    private sealed record Made(DesiredView View, DesiredState State, ImmutableDictionary<WorkloadKey, Rollback> Rollbacks)
    {
        public bool IsOf(DesiredState state, ImmutableDictionary<WorkloadKey, Rollback> rollbacks, RenderSettings settings) =>
            ReferenceEquals(State, state) && ReferenceEquals(Rollbacks, rollbacks) && ReferenceEquals(View.Settings, settings);
    }
}
