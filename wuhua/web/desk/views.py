"""Sign-in, second factor, password, health, trouble."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django_otp import login as pass_second

from wuhua.areas.people import actions as people
from wuhua.areas.people import read as by_user
from wuhua.areas.people.rules import PeopleRefusal, Role
from wuhua.areas.workday.rules import HEADS
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.desk import health, second
from wuhua.web.desk.forms import Code, NewPassword, SignIn

MANAGERS = (Role.RM, Role.CO_RM)


@method_decorator(login_not_required, name="dispatch")
class Door(LoginView):
    """Staff number and password; whoever switched the second factor on is asked for the code before being let in."""

    template_name = "desk/login.html"
    authentication_form = SignIn
    redirect_authenticated_user = True

    def form_valid(self, form: SignIn) -> HttpResponse:  # type: ignore[override]
        """The password is right."""
        user = self.entering = form.get_user()
        if second.wanted(user):
            second.remember(self.request, user, self.get_success_url())
            return redirect("code")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        """Where it was wanted to go; a customer manager who wanted nothing begins with the three lanes of the day."""
        after, user = super().get_success_url(), getattr(self, "entering", self.request.user)
        who = None if after != reverse("cockpit") else by_user.officer_of_user(user.pk or 0, officer.day(self.request))
        return reverse("workday") if who and who.holds(*MANAGERS) and not who.holds(*HEADS) else after


@login_not_required
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """The second door."""
    who = second.waiting(request)
    if who is None:
        messages.warning(request, _("验证已过时,请重新登录。"))
        return redirect("login")
    user, after = who
    form = Code(request.POST or None)
    if form.is_valid():
        device = second.matches(user, form.cleaned_data["code"])
        if device is not None:
            login(request, user)
            pass_second(request, device)
            return redirect(after)
        form.add_error("code", _("验证码不对,或者输错太多次要稍等。请看手机上现在的六位数再试。"))
    return render(request, "desk/code.html", {"form": form})


def second_factor(request: HttpRequest) -> HttpResponse:
    """Switch the second factor on with a phone, or off again with the same phone."""
    device = second.confirmed(request.user)
    form = Code(request.POST or None)
    if form.is_valid():
        turn = people.switch_off_second_factor if device else people.switch_on_second_factor
        who = officer.must(request)
        answer = turn(actor=who, business_date=officer.day(request), code=form.cleaned_data["code"])
        if not isinstance(answer, Refused):
            if not device:
                pass_second(request, answer)
            messages.success(request, _("第二道验证已停用。") if device else _("第二道验证已启用,下次登录要输验证码。"))
            return redirect("second_factor")
        wrong = answer.name is PeopleRefusal.CODE_WRONG
        said = _("验证码不对。请核对手机时间后再试。") if wrong else f"{answer.reason}{answer.next_step}"
        form.add_error("code", said)
    page = {"form": form, "device": device, "draft": None if device else second.draft_of(request.user)}
    return render(request, "desk/second_factor.html", page)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Password(PasswordChangeView):
    """A new password; other sessions of the same officer end."""

    template_name = "desk/password.html"
    form_class = NewPassword
    success_url = reverse_lazy("cockpit")

    def form_valid(self, form: NewPassword) -> HttpResponse:  # type: ignore[override]
        """The old one was right and the new one is good enough."""
        answer = people.change_own_password(
            actor=officer.must(self.request),
            business_date=officer.day(self.request),
            password=form.cleaned_data["new_password1"],
        )
        if isinstance(answer, Refused):
            form.add_error("new_password1", f"{answer.reason}{answer.next_step}")
            return self.form_invalid(form)
        update_session_auth_hash(self.request, answer)
        messages.success(self.request, _("密码已修改。"))
        return redirect(self.get_success_url())


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the server and its database answer, for whoever watches machines. Says nothing about the bank."""
    answer = health.check()
    return JsonResponse(answer, status=200 if answer["status"] == "ok" else 503)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "desk/trouble.html", {"number": 400}, status=400)


@login_not_required
def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403."""
    return render(request, "desk/trouble.html", {"number": 403, "token": bool(reason)}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "desk/trouble.html", {"number": 404}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the page must not need anything that may be what broke, so it is plain text in a file."""
    return render(None, "desk/broken.html", status=500)
