using OciReconciler.Model.Units;

namespace OciReconciler.Desired;

/// <summary>The view of the current desired state, made once for each state and settings. Thread-safe.</summary>
/// <param name="state">The current state.</param>
/// <param name="settings">What of the host enters units.</param>
/// <param name="findUser">A user of this host by name or number, or null.</param>
internal sealed class DesiredViews(Func<DesiredState> state, Func<RenderSettings> settings, Func<string, HostUser?> findUser)
{
    private DesiredView? _view;

    /// <summary>The current view.</summary>
    public DesiredView Current
    {
        get
        {
            var view = _view;
            var (current, host) = (state(), settings());
            return view is not null && ReferenceEquals(view.State, current) && ReferenceEquals(view.Settings, host) && view.HasUsersOf(findUser)
                ? view
                : _view = new DesiredView(current, host, findUser);
        }
    }
}
