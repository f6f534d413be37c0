using OciReconciler.Model.Units;
using OciReconciler.State;

namespace OciReconciler.Desired;

/// <summary>The view of the current desired state, made once for each state and settings. Thread-safe.</summary>
/// <param name="rollbacks">Stable revisions that are in force in the place of manifests; another object when they change.</param>
/// <param name="settings">What of the host enters units.</param>
/// <param name="findUser">A user of this host by name or number, or null.</param>
internal sealed class DesiredViews(
    Func<DesiredState> state,
    Func<ImmutableDictionary<WorkloadKey, Rollback>> rollbacks,
    Func<RenderSettings> settings,
    Func<string, HostUser?> findUser)
{
    private DesiredView? _view;
    private (DesiredState State, ImmutableDictionary<WorkloadKey, Rollback> Rollbacks) _madeOf;

    /// <summary>The current view.</summary>
    public DesiredView Current
    {
        get
        {
            var view = _view;
            var (current, back, host) = (state(), rollbacks(), settings());
            var isCurrent = view is not null
                && ReferenceEquals(_madeOf.State, current)
                && ReferenceEquals(_madeOf.Rollbacks, back)
                && ReferenceEquals(view.Settings, host)
                && view.HasUsersOf(findUser);
            return isCurrent ? view! : Make(current, back, host);
        }
    }

    private DesiredView Make(DesiredState current, ImmutableDictionary<WorkloadKey, Rollback> back, RenderSettings host)
    {
        var view = new DesiredView(RollbackOverlay.Apply(current, back), host, findUser);
        _madeOf = (current, back);
        return _view = view;
    }
}
